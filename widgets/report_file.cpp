// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/report_file.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgRenderer>
#include <QTextDocument>

#include "core/base/text.h"
#include "widgets/forms/file_choice.h"

namespace lathe {
namespace {

constexpr int kResolution = 96;  // layout units an inch
constexpr int kSharpness = 3;    // pixels of a picture for each of them
constexpr double kPageWidth = 17.0 / 2.54 * kResolution, kPageHeight = 25.0 / 2.54 * kResolution;

QString esc(const std::string& text) {
    return QString::fromStdString(escapedHtml(text));
}

QString cells(const std::vector<std::string>& row, const ReportTable& table, const char* tag) {
    QString html = QStringLiteral("<tr>");
    for (std::size_t i = 0; i < row.size(); ++i)
        html += QStringLiteral("<%1 align=\"%2\">%3</%1>")
                    .arg(QLatin1String(tag),
                         i < table.right.size() && table.right[i] ? QStringLiteral("right")
                                                                  : QStringLiteral("left"),
                         esc(row[i]));
    return html + QStringLiteral("</tr>");
}

/// The part of HTML that QTextDocument knows; charts are pictures by name.
QString documentHtml(const Report& report) {
    QString html = QStringLiteral("<h1>%1</h1><p style=\"color:#5C636B\">%2</p>")
                       .arg(esc(report.title), esc(report.subtitle));
    int chart = 0;
    for (const ReportSection& section : report.sections) {
        html += QStringLiteral("<h2>%1</h2>").arg(esc(section.title));
        for (const std::string& words : section.words) html += QStringLiteral("<p>%1</p>").arg(esc(words));
        if (!section.table.rows.empty()) {
            html += QStringLiteral("<table width=\"100%\" cellpadding=\"3\" cellspacing=\"0\"><thead>") +
                    cells(section.table.header, section.table, "th") + QStringLiteral("</thead>");
            for (const auto& row : section.table.rows) html += cells(row, section.table, "td");
            html += QStringLiteral("</table>");
        }
        if (!section.svg.empty())
            html += QStringLiteral("<p><img src=\"chart:%1\" width=\"%2\"></p>")
                        .arg(chart++)
                        .arg(int(kPageWidth));
        if (section.code.empty()) continue;
        html += QStringLiteral("<pre style=\"font-size:8pt; white-space:pre-wrap\">");
        for (const std::string_view line : split(section.code, '\n'))
            html += esc(std::string(line)) + QLatin1Char('\n');
        html += QStringLiteral("</pre>");
    }
    return html;
}

QImage drawn(const std::string& svg) {
    QSvgRenderer renderer(QByteArray::fromStdString(svg));
    const QSizeF size = QSizeF(renderer.defaultSize()).scaled(kPageWidth, 1e6, Qt::KeepAspectRatio);
    QImage image((size * kSharpness).toSize(), QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.render(&painter);
    return image;
}

QByteArray asPdf(const Report& report) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(QString::fromStdString(report.title));
    writer.setCreator(QStringLiteral("Promptlathe " PROMPTLATHE_VERSION));
    writer.setResolution(kResolution);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(20, 18, 20, 18), QPageLayout::Millimeter);

    QTextDocument document;
    document.documentLayout()->setPaintDevice(&writer);
    QFont font(QStringLiteral("Inter"));
    font.setPointSizeF(9.5);
    document.setDefaultFont(font);
    document.setDefaultStyleSheet(
        QStringLiteral("h1{font-size:16pt} h2{font-size:11.5pt} th{color:#5C636B; font-weight:normal} "
                       "td{border-top:1px solid #ECEAE4}"));
    int chart = 0;
    for (const ReportSection& section : report.sections)
        if (!section.svg.empty())
            document.addResource(QTextDocument::ImageResource, QUrl(QStringLiteral("chart:%1").arg(chart++)),
                                 drawn(section.svg));
    document.setHtml(documentHtml(report));
    document.setPageSize(QSizeF(kPageWidth, kPageHeight));

    QPainter painter(&writer);
    const int pages = document.pageCount();
    for (int page = 0; page < pages; ++page) {
        if (page > 0) writer.newPage();
        painter.save();
        painter.translate(0, -page * kPageHeight);
        QAbstractTextDocumentLayout::PaintContext context;
        context.palette.setColor(QPalette::Text, Qt::black);
        context.clip = QRectF(0, page * kPageHeight, kPageWidth, kPageHeight);
        painter.setClipRect(context.clip);
        document.documentLayout()->draw(&painter, context);
        painter.restore();
        painter.setFont(QFont(QStringLiteral("Inter"), 8));
        painter.setPen(Qt::gray);
        painter.drawText(QRectF(0, kPageHeight, kPageWidth, 24), Qt::AlignRight | Qt::AlignVCenter,
                         QStringLiteral("%1 / %2").arg(page + 1).arg(pages));
    }
    painter.end();
    return bytes;
}

}  // namespace

Result<> saveReport(const Report& report, const QString& path) {
    const QString ending = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (ending == QLatin1String("html") || ending == QLatin1String("htm"))
        bytes = QByteArray::fromStdString(reportHtml(report));
    else if (ending == QLatin1String("pdf"))
        bytes = asPdf(report);
    else
        return noEndingOfAReport(path);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return notWritten(path, file.errorString());
    return {};
}

}  // namespace lathe
