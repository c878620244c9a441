// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/drawing_export.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include "widgets/forms/file_choice.h"

namespace lathe {
namespace {

using Draw = std::function<void(QPainter&, const QRectF&)>;

void paint(QPaintDevice& device, const QSize& size, const QColor& background, const Draw& draw) {
    QPainter painter(&device);
    painter.fillRect(QRect(QPoint(), size), background);
    draw(painter, QRectF(QPointF(), size));
}

}  // namespace

Result<> saveDrawing(const QString& path, const QSize& size, const QColor& background, const Draw& draw) {
    const QString ending = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (ending == QLatin1String("png")) {
        QImage image(size * 2, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(2);
        paint(image, size, background, draw);
        image.save(&buffer, "PNG");
    } else if (ending == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(), size));
        paint(generator, size, background, draw);
    } else if (ending == QLatin1String("pdf")) {
        QPdfWriter writer(&buffer);
        writer.setResolution(96);
        writer.setPageMargins({0, 0, 0, 0});
        writer.setPageSize(QPageSize(QSizeF(size) * 0.75, QPageSize::Point, {}, QPageSize::ExactMatch));
        paint(writer, size, background, draw);
    } else {
        return noEndingOfAChart(path);
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return notWritten(path, file.errorString());
    return {};
}

}  // namespace lathe
