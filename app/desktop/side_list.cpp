// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/side_list.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

#include "widgets/icons.h"
#include "widgets/measure.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

class SideButton : public QAbstractButton {
  public:
    SideButton(const PageEntry& entry, int number, QWidget* parent)
        : QAbstractButton(parent),
          icon_(lathe::icon(QLatin1String(entry.icon))),
          keys_(SideList::tr("Ctrl %1").arg(number % 10)) {
        setText(SideList::tr(entry.name));
        setAccessibleName(text());
        setObjectName(QStringLiteral("page%1").arg(QLatin1String(entry.name)));
        setToolTip(SideList::tr(entry.about));
        setCheckable(true);
        setAutoExclusive(true);
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
    }

    QSize sizeHint() const override { return {columns(24), grid(4)}; }

  protected:
    void paintEvent(QPaintEvent*) override {
        const Theme theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF area = rect();
        if (isChecked() || underMouse()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(isChecked() ? theme.accentBehind : theme.sunken);
            painter.drawRoundedRect(area, grid(0.75), grid(0.75));
        }
        if (isChecked()) {
            painter.setPen(QPen(theme.accent, grid(0.375), Qt::SolidLine, Qt::RoundCap));
            const qreal x = grid(0.19), inset = grid(0.6);
            painter.drawLine(QPointF(x, inset), QPointF(x, height() - inset));
        }
        if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
            painter.setPen(QPen(theme.focus, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), grid(0.75), grid(0.75));
        }
        icon_.paint(&painter, QRect(grid(1.25), (height() - grid(2)) / 2, grid(2), grid(2)));
        painter.setFont(scaledFont(1.0, isChecked() ? QFont::DemiBold : QFont::Normal));
        painter.setPen(theme.text);
        painter.drawText(area.adjusted(grid(4.5), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
        painter.setFont(scaledFont(0.85));
        painter.setPen(theme.secondary);
        painter.drawText(area.adjusted(0, 0, -grid(1.25), 0), Qt::AlignVCenter | Qt::AlignRight, keys_);
    }

  private:
    QIcon icon_;
    QString keys_;
};

}  // namespace

const std::vector<PageEntry>& pageEntries() {
    static const std::vector<PageEntry> entries = {
        {PageName::Start, QT_TRANSLATE_NOOP("lathe::SideList", "Start"), "start",
         QT_TRANSLATE_NOOP("lathe::SideList", "Projects: recent, new, samples")},
        {PageName::Data, QT_TRANSLATE_NOOP("lathe::SideList", "Data"), "data",
         QT_TRANSLATE_NOOP("lathe::SideList", "Data sets: rows, balance, lengths")},
        {PageName::Backbones, QT_TRANSLATE_NOOP("lathe::SideList", "Backbones"), "backbones",
         QT_TRANSLATE_NOOP("lathe::SideList", "The frozen models on this machine")},
        {PageName::Recipe, QT_TRANSLATE_NOOP("lathe::SideList", "Recipe"), "recipe",
         QT_TRANSLATE_NOOP("lathe::SideList", "What the next run will do")},
        {PageName::Runs, QT_TRANSLATE_NOOP("lathe::SideList", "Runs"), "runs",
         QT_TRANSLATE_NOOP("lathe::SideList", "Runs: live curves and the table of all")},
        {PageName::Compare, QT_TRANSLATE_NOOP("lathe::SideList", "Compare"), "compare",
         QT_TRANSLATE_NOOP("lathe::SideList", "Chosen runs beside each other")},
        {PageName::Prompt, QT_TRANSLATE_NOOP("lathe::SideList", "Prompt"), "prompt",
         QT_TRANSLATE_NOOP("lathe::SideList", "A learned prompt and its nearest words")},
        {PageName::Playground, QT_TRANSLATE_NOOP("lathe::SideList", "Playground"), "playground",
         QT_TRANSLATE_NOOP("lathe::SideList", "Try prompts on text")},
        {PageName::Examples, QT_TRANSLATE_NOOP("lathe::SideList", "Examples"), "examples",
         QT_TRANSLATE_NOOP("lathe::SideList", "What a run gets wrong, and where two disagree")},
        {PageName::Studies, QT_TRANSLATE_NOOP("lathe::SideList", "Studies"), "studies",
         QT_TRANSLATE_NOOP("lathe::SideList", "The same recipe with other lengths, starts, seeds")},
    };
    return entries;
}

SideList::SideList(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this)) {
    setAccessibleName(tr("Pages"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid(1), grid(1.25), grid(1), grid(1));
    layout->setSpacing(grid(0.25));
    int number = 0;
    for (const PageEntry& entry : pageEntries()) {
        auto* button = new SideButton(entry, ++number, this);
        group_->addButton(button, static_cast<int>(entry.page));
        layout->addWidget(button);
    }
    layout->addStretch(1);
    connect(group_, &QButtonGroup::idToggled, this, [this](int page, bool on) {
        if (on) Q_EMIT chosen(static_cast<PageName>(page));
    });
}

void SideList::setCurrent(PageName page) {
    const QSignalBlocker quiet(group_);
    group_->button(static_cast<int>(page))->setChecked(true);
}

void SideList::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(Theme::of(palette()).border);
    painter.drawLine(rect().topRight(), rect().bottomRight());
}

}  // namespace lathe
