// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/twins_card.h"

#include <QGridLayout>
#include <QLabel>

#include "widgets/desk.h"
#include "widgets/forms/primitives.h"

namespace lathe {
namespace {

QString sentence(const DataTwins::Finding& finding) {
    const QString rows = grouped(finding.rows), split = QString::fromStdString(finding.split),
                  other = QString::fromStdString(finding.other);
    switch (finding.kind) {
        case DataTwins::Finding::Kind::Within:
            return TwinsCard::tr("%1 repeated within %2").arg(rows, split);
        case DataTwins::Finding::Kind::Across:
            return TwinsCard::tr("%1 of %2 stand in %3, too").arg(rows, split, other);
        case DataTwins::Finding::Kind::Contradiction:
            break;
    }
    return TwinsCard::tr("%1 with another class").arg(rows);
}

}  // namespace

TwinsCard::TwinsCard(Desk& desk, QWidget* parent)
    : Card(tr("Repeated rows"), parent), twins_(new DataTwins(desk, this)), note_(new QLabel) {
    note_->setWordWrap(true);
    note_->setObjectName(QStringLiteral("twinsNote"));
    makeSecondary(note_);
    content()->addWidget(note_);
    connect(twins_, &DataTwins::finished, this, &TwinsCard::fill);
    connect(&desk, &Desk::projectChanged, this, [this] {
        twins_->stop();
        looked_.clear();
    });
}

void TwinsCard::look(const DataSet& set, const std::string& classField) {
    const std::string wanted = std::to_string(set.id) + '\n' + set.digest + '\n' + classField;
    if (looked_ == wanted) return;
    looked_ = wanted;
    delete list_;
    list_ = nullptr;
    note_->setText(tr("Comparing rows…"));
    note_->show();
    twins_->start(set, classField);
}

void TwinsCard::fill() {
    delete list_;
    list_ = new QWidget;
    auto* layout = new QGridLayout(list_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(grid(1));
    layout->setVerticalSpacing(0);
    layout->setColumnStretch(0, 1);
    bool leaks = false;
    const auto findings = twins_->findings();
    for (const auto& finding : findings) {
        leaks = leaks || finding.kind == DataTwins::Finding::Kind::Across;
        auto* text = new QLabel(sentence(finding));
        text->setWordWrap(true);
        auto* show = makeButton(tr("Show"), ButtonKind::Quiet);
        show->setAccessibleName(tr("Show: %1").arg(text->text()));
        const int row = layout->rowCount();
        layout->addWidget(text, row, 0);
        layout->addWidget(show, row, 1);
        connect(show, &QPushButton::clicked, this,
                [this, offsets = finding.offsets] { Q_EMIT rowsWanted(offsets); });
    }
    content()->addWidget(list_);
    list_->setVisible(!findings.empty());
    note_->setText(findings.empty() ? tr("None: no row stands twice, none is in two splits.")
                   : leaks ? tr("What is measured on rows that were trained on looks better than it is.")
                           : QString());
    note_->setVisible(!note_->text().isEmpty());
}

}  // namespace lathe
