// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/show.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

struct Say {
    Q_DECLARE_TR_FUNCTIONS(lathe::Show)
};

}  // namespace

QString coreText(std::string_view english) {
    // Terminated: the key of a catalogue is a C string. The empty one would bring a catalogue's head.
    if (english.empty()) return {};
    return QCoreApplication::translate("core", std::string(english).c_str());
}

QString withThousandsApart(QString english) {
    const QString apart = Say::tr(",", "stands between thousands: 12,345");
    return apart == QLatin1String(",") ? english : english.replace(QLatin1Char(','), apart);
}

QString showWhole(std::int64_t number) {
    return withThousandsApart(QLocale(QLocale::English).toString(qlonglong(number)));
}

QString showWhen(const QDateTime& when) {
    const QLocale locale(Say::tr("en", "the language's code, for names of months"));
    return locale.toString(when, Say::tr("d MMM yyyy  HH:mm", "a date's form as QLocale reads it"));
}

QString showNumber(double value) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    const QLocale locale(QLocale::English);
    if (value == 0) return QStringLiteral("0");
    const double size = std::fabs(value);
    if (value == std::floor(value) && size < 1e15) return withThousandsApart(locale.toString(value, 'f', 0));
    if (size >= 1000) return withThousandsApart(locale.toString(value, 'f', 0));
    if (size < 1e-4) return QString::number(value, 'g', 2);
    const int digits = size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.01 ? 3 : size >= 0.001 ? 4 : 5;
    return locale.toString(value, 'f', digits);
}

QString showDelta(double value) {
    if (!std::isfinite(value)) return {};
    const QString size = showNumber(std::fabs(value));
    if (value == 0 || size == QLatin1String("0.000")) return QStringLiteral("±0");
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + size;
}

QString showMetric(const QString& metric, double value) {
    if (!std::isfinite(value)) return QStringLiteral("–");
    const bool score = metric.endsWith(QLatin1String("bleu")) || metric.endsWith(QLatin1String("chrf")) ||
                       metric.contains(QLatin1String("rouge"));
    if (score) return QString::number(value, 'f', 2);
    const bool share = !lowerIsBetter(metric) && value >= 0 && value <= 1;
    return share && !metric.contains(QLatin1String("rate")) ? QString::number(value, 'f', 3)
                                                            : showNumber(value);
}

QString showDuration(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) return {};
    const auto whole = static_cast<long long>(std::llround(seconds));
    if (whole < 60) return Say::tr("%1 s").arg(whole);
    if (whole < 3600) {
        const QString minutes = Say::tr("%1 min").arg(whole / 60);
        return whole % 60 == 0 || whole >= 600 ? minutes
                                               : minutes + QLatin1Char(' ') + Say::tr("%1 s").arg(whole % 60);
    }
    const QString hours = Say::tr("%1 h").arg(whole / 3600);
    return whole / 60 % 60 == 0 ? hours : hours + QLatin1Char(' ') + Say::tr("%1 min").arg(whole / 60 % 60);
}

QString showAbout(double seconds) {
    if (seconds < 10) return showDuration(std::max(1.0, seconds));
    const double unit = seconds < 60 ? 5 : seconds < 600 ? 10 : seconds < 3600 ? 60 : 300;
    return showDuration(std::round(seconds / unit) * unit);
}

QString showMemory(double mib) {
    if (!std::isfinite(mib) || mib <= 0) return QStringLiteral("–");
    return mib < 1000 ? Say::tr("%1 MiB").arg(std::llround(mib))
                      : Say::tr("%1 GiB").arg(mib / 1024, 0, 'f', mib < 102400 ? 2 : 0);
}

QString showState(RunState state) {
    switch (state) {
        case RunState::Queued:
            return Say::tr("queued");
        case RunState::Running:
            return Say::tr("running");
        case RunState::Paused:
            return Say::tr("paused");
        case RunState::Stopped:
            return Say::tr("stopped");
        case RunState::Interrupted:
            return Say::tr("interrupted");
        case RunState::Failed:
            return Say::tr("failed");
        case RunState::Finished:
            return Say::tr("finished");
    }
    return {};
}

QString metricLabel(const QString& metric) {
    QString name = metric.section(QLatin1Char('.'), -1);
    static const QStringList asIs = {"bleu", "mcc", "mrr"};
    if (asIs.contains(name)) return name.toUpper();
    if (name.startsWith(QLatin1String("rouge"))) return "ROUGE-" + name.mid(5);
    if (name == QLatin1String("chrf")) return "chrF";
    if (name.startsWith(QLatin1String("p@"))) return "P" + name.mid(1);
    name.replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!name.isEmpty()) name[0] = name[0].toUpper();
    return name;
}

bool lowerIsBetter(const QString& metric) {
    return metric.endsWith(QLatin1String("loss")) || metric.endsWith(QLatin1String("perplexity")) ||
           metric.endsWith(QLatin1String("calibration_error"));
}

}  // namespace lathe
