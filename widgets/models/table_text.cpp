// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/table_text.h"

#include <QAbstractItemModel>

#include "widgets/models/neighbour_model.h"

namespace lathe {

QString tableCsv(const QAbstractItemModel& model, int valueRole) {
    QString out;
    for (int column = 0; column < model.columnCount(); ++column)
        out += (column ? "," : "") + csvField(model.headerData(column, Qt::Horizontal).toString());
    out += '\n';
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int column = 0; column < model.columnCount(); ++column) {
            const QVariant value = model.index(row, column).data(valueRole);
            const QString shown = value.typeId() == QMetaType::Double
                                      ? QString::number(value.toDouble(), 'g', 10)
                                      : value.toString();
            out += (column ? "," : "") + csvField(shown);
        }
        out += '\n';
    }
    return out;
}

QString tableMarkdown(const QAbstractItemModel& model) {
    const auto cell = [](QString text) {
        return text.replace('|', QStringLiteral("\\|")).replace('\n', ' ');
    };
    QString out = QStringLiteral("|"), rule = QStringLiteral("|");
    for (int column = 0; column < model.columnCount(); ++column) {
        out += ' ' + cell(model.headerData(column, Qt::Horizontal).toString()) + " |";
        const bool right =
            model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
        rule += right ? "---:|" : "---|";
    }
    out += '\n' + rule + '\n';
    for (int row = 0; row < model.rowCount(); ++row) {
        out += '|';
        for (int column = 0; column < model.columnCount(); ++column)
            out += ' ' + cell(model.index(row, column).data().toString()) + " |";
        out += '\n';
    }
    return out;
}

}  // namespace lathe
