// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/page_factory.h"

#include "widgets/forms/empty_state.h"
#include "widgets/pages/start_page.h"
#if __has_include("widgets/pages/data_page.h")
#include "widgets/pages/data_page.h"
#define LATHE_DATA_PAGE
#endif
#if __has_include("widgets/pages/backbones_page.h")
#include "widgets/pages/backbones_page.h"
#define LATHE_BACKBONES_PAGE
#endif
#if __has_include("widgets/pages/recipe_page.h")
#include "widgets/pages/recipe_page.h"
#define LATHE_RECIPE_PAGE
#endif
#if __has_include("widgets/pages/runs_page.h")
#include "widgets/pages/runs_page.h"
#define LATHE_RUNS_PAGE
#endif
#if __has_include("widgets/pages/compare_page.h")
#include "widgets/pages/compare_page.h"
#define LATHE_COMPARE_PAGE
#endif
#if __has_include("widgets/pages/prompt_page.h")
#include "widgets/pages/prompt_page.h"
#define LATHE_PROMPT_PAGE
#endif
#if __has_include("widgets/pages/playground_page.h")
#include "widgets/pages/playground_page.h"
#define LATHE_PLAYGROUND_PAGE
#endif

namespace lathe {

QWidget* makePage(PageName page, Desk& desk, QWidget* parent) {
    switch (page) {
        case PageName::Start: return new StartPage(desk, parent);
#ifdef LATHE_DATA_PAGE
        case PageName::Data: return new DataPage(desk, parent);
#endif
#ifdef LATHE_BACKBONES_PAGE
        case PageName::Backbones: return new BackbonesPage(desk, parent);
#endif
#ifdef LATHE_RECIPE_PAGE
        case PageName::Recipe: return new RecipePage(desk, parent);
#endif
#ifdef LATHE_RUNS_PAGE
        case PageName::Runs: return new RunsPage(desk, parent);
#endif
#ifdef LATHE_COMPARE_PAGE
        case PageName::Compare: return new ComparePage(desk, parent);
#endif
#ifdef LATHE_PROMPT_PAGE
        case PageName::Prompt: return new PromptPage(desk, parent);
#endif
#ifdef LATHE_PLAYGROUND_PAGE
        case PageName::Playground: return new PlaygroundPage(desk, parent);
#endif
        default: break;
    }
    return new EmptyState(QStringLiteral("info"), QStringLiteral("This page is not part of this build."), {}, parent);
}

}  // namespace lathe
