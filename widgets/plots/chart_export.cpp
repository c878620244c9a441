// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_export.h"

#include <QBuffer>
#include <QFileInfo>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "widgets/plots/plot_library.h"

namespace lathe {
namespace {

QByteArray asPng(QCustomPlot& plot) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    plot.toPixmap(0, 0, 2).save(&buffer, "PNG");
    return bytes;
}

QByteArray asSvg(QCustomPlot& plot, const QColor& background) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(plot.size());
    generator.setViewBox(QRect(QPoint(), plot.size()));
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.fillRect(QRect(QPoint(), plot.size()), background);
    plot.toPainter(&painter, plot.width(), plot.height());
    painter.end();
    return bytes;
}

QByteArray asPdf(QCustomPlot& plot, const QColor& background) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(72);
    writer.setPageSize(QPageSize(QSizeF(plot.size()), QPageSize::Point));
    writer.setPageMargins({0, 0, 0, 0});
    QCPPainter painter;
    painter.begin(&writer);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.fillRect(QRect(QPoint(), plot.size()), background);
    plot.toPainter(&painter, plot.width(), plot.height());
    painter.end();
    return bytes;
}

}  // namespace

Result<> savePlot(QCustomPlot& plot, const QString& path, const QColor& background) {
    const QString ending = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (ending == QLatin1String("png"))
        bytes = asPng(plot);
    else if (ending == QLatin1String("svg"))
        bytes = asSvg(plot, background);
    else if (ending == QLatin1String("pdf"))
        bytes = asPdf(plot, background);
    else
        return failed("a chart is saved as .png, .svg or .pdf", path.toStdString(),
                      "give the file one of these endings");
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return failed(file.errorString().toStdString(), path.toStdString(), "choose another place");
    return {};
}

}  // namespace lathe
