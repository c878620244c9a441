// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pages/start_page.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QShortcut>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>

#include "core/base/text.h"
#include "widgets/desk.h"
#include "widgets/forms/primitives.h"
#include "widgets/icons.h"
#include "widgets/show.h"
#include "widgets/theme.h"

namespace lathe {
namespace {

constexpr int kPath = Qt::UserRole + 1;
constexpr int kWhere = Qt::UserRole + 2;
constexpr int kWhen = Qt::UserRole + 3;
constexpr int kMissing = Qt::UserRole + 4;

QString homely(const QString& path) {
    const QString home = QDir::homePath();
    return path.startsWith(home + QLatin1Char('/')) ? QLatin1Char('~') + path.mid(home.size()) : path;
}

/// A project in two lines: its name, and where it is; when it changed at the right.
class ProjectDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {columns(30), grid(6)};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem box = option;
        initStyleOption(&box, index);
        box.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &box, painter, box.widget);
        const Theme theme = Theme::of(option.palette);
        const bool missing = index.data(kMissing).toBool();
        painter->save();
        painter->setPen(theme.grid);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        const int side = grid(2.25);
        icon(missing ? QStringLiteral("warning") : QStringLiteral("file"),
             missing ? IconTone::Warning : IconTone::Secondary)
            .paint(painter,
                   QRect(option.rect.left() + grid(1.75), option.rect.center().y() - side / 2, side, side));
        const QRect text = option.rect.adjusted(grid(5.25), grid(0.9), -grid(1.75), -grid(0.9));
        const QString when = missing ? StartPage::tr("missing") : index.data(kWhen).toString();
        painter->setFont(scaledFont(0.92));
        painter->setPen(missing ? theme.warning : theme.secondary);
        painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, when);
        const int room = text.width() - painter->fontMetrics().horizontalAdvance(when) - grid(2);
        painter->setPen(theme.secondary);
        const QString where =
            painter->fontMetrics().elidedText(index.data(kWhere).toString(), Qt::ElideMiddle, room);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignBottom, where);
        painter->setFont(scaledFont(1.0, QFont::Medium));
        painter->setPen(missing ? theme.secondary : theme.text);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignTop, index.data(Qt::DisplayRole).toString());
        if (option.state & QStyle::State_HasFocus) {
            QStyleOptionFocusRect ring;
            ring.QStyleOption::operator=(option);
            box.widget->style()->drawPrimitive(QStyle::PE_FrameFocusRect, &ring, painter, box.widget);
        }
        painter->restore();
    }
};

/// Says that files may be dropped; the window itself takes them.
class DropArea : public QWidget {
  public:
    explicit DropArea(const QString& text, QWidget* parent = nullptr) : QWidget(parent), text_(text) {
        setMinimumHeight(grid(11));
        setAccessibleName(text);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        const Theme theme = Theme::of(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.border, 1.5, Qt::DashLine));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), grid(1), grid(1));
        const int side = grid(2.5);
        icon(QStringLiteral("import"), IconTone::Secondary)
            .paint(&painter, QRect((width() - side) / 2, height() / 2 - side - grid(0.4), side, side));
        painter.setPen(theme.secondary);
        painter.drawText(rect().adjusted(grid(2), height() / 2 + grid(0.4), -grid(2), 0),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, text_);
    }

  private:
    QString text_;
};

}  // namespace

StartPage::StartPage(Desk& desk, QWidget* parent)
    : QWidget(parent),
      desk_(desk),
      recent_(new QStackedWidget),
      list_(new QListWidget),
      forget_(makeButton(tr("Remove from list"), ButtonKind::Quiet)),
      machine_(new QLabel(tr("Asking what this machine offers…"))) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(grid(1.5));
    auto* header = new PageHeader(tr("Start"));
    header->setSubtitle(tr("A project is one file: data, recipes, runs and their prompts"));
    outer->addWidget(header);
    auto* row = new QHBoxLayout;
    row->setSpacing(grid(1.5));
    outer->addLayout(row, 1);

    auto* projects = new Card(tr("Recent projects"));
    forget_->setToolTip(tr("Takes the chosen project from this list; the file stays"));
    forget_->setEnabled(false);
    projects->addAtRight(forget_);
    projects->setFlush();
    list_->setFrameShape(QFrame::NoFrame);
    list_->setItemDelegate(new ProjectDelegate(list_));
    list_->setAccessibleName(tr("Recent projects"));
    list_->setObjectName(QStringLiteral("recentProjects"));
    auto* empty = new EmptyState(
        QStringLiteral("file"),
        tr("No project yet. The sample brings real data and a recipe that learns in a few minutes."),
        tr("Make the sample project"));
    recent_->addWidget(list_);
    recent_->addWidget(empty);
    projects->content()->addWidget(recent_, 1);
    row->addWidget(projects, 3);

    auto* column = new QVBoxLayout;
    column->setSpacing(grid(1.5));
    row->addLayout(column, 2);
    auto* begin = new Card(tr("Begin"));
    const auto add = [&](const QString& icon_name, const QString& text, const QString& about,
                         const char* name, auto signal) {
        auto* button = makeButton(text);
        button->setIcon(icon(icon_name, IconTone::Secondary));
        button->setObjectName(QLatin1String(name));
        button->setToolTip(about);
        connect(button, &QPushButton::clicked, this, signal);
        auto* word = new QLabel(about);
        word->setWordWrap(true);
        word->setFont(scaledFont(0.92));
        makeSecondary(word);
        begin->content()->addWidget(button);
        begin->content()->addWidget(word);
        begin->content()->addSpacing(grid(0.5));
    };
    add(QStringLiteral("plus"), tr("New project…"), tr("An empty project file for your own data."),
        "newProject", &StartPage::newWanted);
    add(QStringLiteral("sample"), tr("New from sample gloss-topics…"),
        tr("WordNet glosses in six topics, with a recipe that reaches about 0.89 accuracy."), "newSample",
        &StartPage::sampleWanted);
    add(QStringLiteral("folder"), tr("Open…"), tr("A project file (.lathe) on this machine."), "openProject",
        &StartPage::openWanted);
    column->addWidget(begin);
    column->addWidget(
        new DropArea(tr("Drop a project here to open it,\nor a .jsonl, .csv or .tsv file to import it")));
    auto* machine = new Card(tr("This machine"));
    machine_->setWordWrap(true);
    machine_->setTextFormat(Qt::PlainText);
    makeSecondary(machine_);
    machine->content()->addWidget(machine_);
    column->addWidget(machine);
    column->addStretch(1);

    connect(empty, &EmptyState::activated, this, &StartPage::sampleWanted);
    connect(list_, &QListWidget::itemActivated, this, &StartPage::openChosen);
    connect(list_, &QListWidget::currentItemChanged, this,
            [this](auto* item) { forget_->setEnabled(item != nullptr); });
    const auto forget = [this] {
        if (const auto* item = list_->currentItem()) Q_EMIT forgetWanted(item->data(kPath).toString());
    };
    connect(forget_, &QPushButton::clicked, this, forget);
    auto* remove = new QShortcut(QKeySequence::Delete, list_, forget);
    remove->setContext(Qt::WidgetShortcut);
    setRecent({});
    // The first frame comes first.
    QTimer::singleShot(250, this, &StartPage::askMachine);
}

void StartPage::setRecent(const QStringList& paths) {
    list_->clear();
    for (const QString& path : paths) {
        const QFileInfo info(path);
        auto* item = new QListWidgetItem(info.completeBaseName(), list_);
        item->setData(kPath, path);
        item->setData(kWhere, homely(info.path()));
        item->setData(kMissing, !info.exists());
        if (info.exists()) item->setData(kWhen, showWhen(info.lastModified()));
        item->setToolTip(path);
        item->setData(Qt::AccessibleTextRole,
                      QStringLiteral("%1, %2%3")
                          .arg(info.completeBaseName(), path, info.exists() ? QString() : tr(", missing")));
    }
    recent_->setCurrentIndex(paths.isEmpty() ? 1 : 0);
    forget_->setVisible(!paths.isEmpty());
    if (!paths.isEmpty()) list_->setCurrentRow(0);
}

void StartPage::openChosen() {
    if (const auto* item = list_->currentItem()) desk_.openProject(item->data(kPath).toString());
}

void StartPage::askMachine() {
    desk_.ask(Json::object({{"do", "machine"}}), this, [this](const Json& event) {
        const std::string kind = event["event"].toString();
        if (kind == "error") {
            machine_->setText(QString::fromStdString(
                event["what"].toString() +
                (event["todo"].toString().empty() ? "" : "; " + event["todo"].toString())));
            return;
        }
        if (kind != "result") return;
        QStringList parts;
        const QString cpu = QString::fromStdString(event["cpu"].toString());
        if (!cpu.isEmpty()) parts.append(cpu);
        if (event.contains("threads"))
            parts.append(tr("%n thread(s)", nullptr, static_cast<int>(event["threads"].toInteger()))
                             .replace("thread(s)", event["threads"].toInteger() == 1 ? "thread" : "threads"));
        if (event["memory_gib"].isNumber())
            parts.append(tr("%1 GiB memory").arg(event["memory_gib"].toNumber(), 0, 'f', 1));
        const std::string device = event["device"].toString();
        if (!device.empty() && device != "cpu") parts.append(QString::fromStdString(device));
        QString text = parts.join(QStringLiteral(" · "));
        const QString dtype = QString::fromStdString(event["dtype"].toString()),
                      why = coreText(event["why"].toString());
        if (!dtype.isEmpty())
            text +=
                tr("\nComputes in %1").arg(dtype) + (why.isEmpty() ? QString() : QStringLiteral(": ") + why);
        machine_->setText(text);
    });
}

}  // namespace lathe
