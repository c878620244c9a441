// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/chart_export.h"

#include <QBuffer>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <functional>

#include "widgets/forms/file_choice.h"
#include "widgets/plots/plot_library.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kPictureScale = 2;

/// What is drawn, whatever by.
struct Drawing {
    QSize size;
    std::function<QImage()> picture;
    std::function<void(QPaintDevice&)> draw;  ///< as vectors
};

QByteArray bytesOf(const Drawing& drawing, const QString& ending) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (ending == QLatin1String("png")) {
        drawing.picture().save(&buffer, "PNG");
    } else if (ending == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(drawing.size);
        generator.setViewBox(QRect(QPoint(), drawing.size));
        drawing.draw(generator);
    } else {
        QPdfWriter writer(&buffer);
        writer.setResolution(72);
        writer.setPageSize(QPageSize(QSizeF(drawing.size), QPageSize::Point));
        writer.setPageMargins({0, 0, 0, 0});
        drawing.draw(writer);
    }
    return bytes;
}

Result<> saveDrawing(const Drawing& drawing, const QString& path) {
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending != QLatin1String("png") && ending != QLatin1String("svg") && ending != QLatin1String("pdf"))
        return noEndingOfAChart(path);
    const QByteArray bytes = bytesOf(drawing, ending);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return notWritten(path, file.errorString());
    return {};
}

/// Rendering changes nothing that is shown, yet Qt's functions for it are not const.
QWidget& painted(const QWidget& widget) {
    return const_cast<QWidget&>(widget);
}

}  // namespace

Result<> savePlot(QCustomPlot& plot, const QString& path, const QColor& background) {
    const auto draw = [&](QPaintDevice& device) {
        QCPPainter painter;
        painter.begin(&device);
        painter.setMode(QCPPainter::pmVectorized);
        painter.setMode(QCPPainter::pmNoCaching);
        painter.fillRect(QRect(QPoint(), plot.size()), background);
        plot.toPainter(&painter, plot.width(), plot.height());
        painter.end();
    };
    return saveDrawing({plot.size(), [&] { return plot.toPixmap(0, 0, kPictureScale).toImage(); }, draw},
                       path);
}

Result<> saveWidget(const QWidget& widget, const QString& path) {
    const auto draw = [&](QPaintDevice& device) {
        QPainter painter(&device);
        painter.fillRect(QRect(QPoint(), widget.size()), Theme::of(widget.palette()).surface);
        painted(widget).render(&painter, {}, {}, {});
    };
    return saveDrawing({widget.size(), [&] { return widgetPicture(widget); }, draw}, path);
}

QImage widgetPicture(const QWidget& widget) {
    QImage image(widget.size() * kPictureScale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(kPictureScale);
    image.fill(Theme::of(widget.palette()).surface);
    painted(widget).render(&image, {}, {}, {});
    return image;
}

void copyPicture(const QImage& picture) {
    QGuiApplication::clipboard()->setImage(picture);
}

void copyText(const QString& text) {
    QGuiApplication::clipboard()->setText(text);
}

}  // namespace lathe
