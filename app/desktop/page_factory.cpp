// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/page_factory.h"

#include "widgets/pages/backbones_page.h"
#include "widgets/pages/compare_page.h"
#include "widgets/pages/data_page.h"
#include "widgets/pages/examples_page.h"
#include "widgets/pages/playground_page.h"
#include "widgets/pages/prompt_page.h"
#include "widgets/pages/recipe_page.h"
#include "widgets/pages/runs_page.h"
#include "widgets/pages/start_page.h"
#include "widgets/pages/studies_page.h"

namespace lathe {

QWidget* makePage(PageName page, Desk& desk, QWidget* parent) {
    switch (page) {
        case PageName::Start: return new StartPage(desk, parent);
        case PageName::Data: return new DataPage(desk, parent);
        case PageName::Backbones: return new BackbonesPage(desk, parent);
        case PageName::Recipe: return new RecipePage(desk, parent);
        case PageName::Runs: return new RunsPage(desk, parent);
        case PageName::Compare: return new ComparePage(desk, parent);
        case PageName::Prompt: return new PromptPage(desk, parent);
        case PageName::Playground: return new PlaygroundPage(desk, parent);
        case PageName::Examples: return new ExamplesPage(desk, parent);
        case PageName::Studies: return new StudiesPage(desk, parent);
    }
    return nullptr;
}

}  // namespace lathe
