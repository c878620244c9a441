// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include "widgets/theme.h"

static void initIconResources() { Q_INIT_RESOURCE(resources); }

namespace lathe {
namespace {

QColor toneColor(IconTone tone, const Theme& theme) {
    switch (tone) {
        case IconTone::Secondary: return theme.secondary;
        case IconTone::Accent: return theme.accent;
        case IconTone::OnAccent: return theme.onAccent;
        case IconTone::Good: return theme.good;
        case IconTone::Warning: return theme.warning;
        case IconTone::Error: return theme.error;
        case IconTone::Text: break;
    }
    return theme.text;
}

class SvgIconEngine : public QIconEngine {
  public:
    SvgIconEngine(QString name, IconTone tone) : name_(std::move(name)), tone_(tone) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        QPixmap image = scaledPixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state, ratio);
        image.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), image);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1.0);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal) override {
        const Theme theme = Theme::of(QApplication::palette());
        const QColor color = mode == QIcon::Disabled ? theme.secondary : toneColor(tone_, theme);
        const QString key = QStringLiteral("lathe/%1/%2/%3/%4").arg(name_, color.name()).arg(size.width()).arg(size.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap)) return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name_));
        if (file.open(QIODevice::ReadOnly)) {
            QSvgRenderer renderer(file.readAll().replace("currentColor", color.name().toLatin1()));
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            renderer.render(&painter, QRectF(QPointF(), QSizeF(size)));
        }
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QIconEngine* clone() const override { return new SvgIconEngine(name_, tone_); }

  private:
    QString name_;
    IconTone tone_;
};

}  // namespace

QIcon icon(const QString& name, IconTone tone) {
    initIconResources();
    return QIcon(new SvgIconEngine(name, tone));
}

}  // namespace lathe
