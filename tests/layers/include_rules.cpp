// SPDX-License-Identifier: Apache-2.0
#include "tests/layers/include_rules.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string_view>

namespace lathe::layers {
namespace {

namespace fs = std::filesystem;

/// Which layers a layer may include, besides itself.
const std::map<std::string, std::set<std::string>>& allowedEdges() {
    static const std::map<std::string, std::set<std::string>> edges = {
        {"base", {}},
        {"spec", {"base"}},
        {"project", {"base", "spec"}},
        {"report", {"base", "spec", "project"}},
        {"backbones", {"base", "spec"}},
        {"methods", {"base", "spec", "backbones"}},
        {"text", {"base", "spec"}},
        {"metrics", {"base", "text"}},
        {"data", {"base", "spec", "project", "text"}},  // lengths of rows as a template makes them
        {"formats", {"base", "spec"}},
        {"library", {"base", "spec", "backbones", "formats", "text"}},
        {"conversions", {"base", "spec", "backbones", "methods", "text", "formats"}},
        {"engine",
         {"base", "spec", "project", "backbones", "methods", "text", "metrics", "data", "formats", "library",
          "conversions"}},
        {"cli",
         {"base", "spec", "project", "backbones", "methods", "text", "metrics", "data", "formats", "library",
          "conversions", "engine", "report"}},
        {"widgets", {"base", "spec", "project", "report", "backbones", "methods"}},
        {"desktop", {"base", "spec", "project", "report", "backbones", "methods", "widgets"}},
    };
    return edges;
}

struct ThirdParty {
    std::string_view name, prefix;    ///< of the path between the brackets
    std::vector<std::string> layers;  ///< where it may be included at all
    bool hidden = true;               ///< never in a header that another layer reaches
};
const std::vector<ThirdParty>& thirdParties() {
    static const std::vector<ThirdParty> all = {
        {"LibTorch", "torch/", {"engine"}},
        {"LibTorch", "ATen/", {"engine"}},
        {"LibTorch", "c10/", {"engine"}},
        {"LibTorch", "caffe2/", {"engine"}},
        {"SQLite", "sqlite3.h", {"project"}},
        {"nlohmann-json", "nlohmann/", {"base"}},
        {"OpenSSL", "openssl/", {"base", "library"}},
        {"PCRE2", "pcre2", {"text"}},
        {"ICU", "unicode/", {"text"}},
        {"curl", "curl/", {"library"}},
        {"CLI11", "CLI/", {"cli"}},
        {"QCustomPlot", "qcustomplot", {"widgets"}},
    };
    return all;
}

bool startsWith(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

bool isQt(std::string_view include) {
    return include.size() > 1 && include[0] == 'Q' &&
           (std::isupper(static_cast<unsigned char>(include[1])) || startsWith(include, "Qt"));
}

bool isBigTorch(std::string_view include) {
    static const std::set<std::string_view> big = {
        "torch/torch.h",    "torch/all.h",   "torch/extension.h", "torch/script.h",
        "torch/nn.h",       "torch/optim.h", "torch/autograd.h",  "ATen/ATen.h",
        "ATen/Functions.h", "torch/types.h", "ATen/Operators.h",  "torch/data.h"};
    return big.contains(include);
}

struct Include {
    int line;
    std::string path;
    bool quoted;
};
struct Source {
    std::string path, layer;
    bool licensed = false;
    std::vector<Include> includes;
};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

bool isGpl(const std::string& path) {
    for (const char* folder : {"widgets/", "app/desktop/", "tests/widgets/", "tests/app/desktop/"})
        if (startsWith(path, folder)) return true;
    return false;
}

Source readSource(const fs::path& root, const fs::path& file) {
    Source source;
    source.path = fs::relative(file, root).generic_string();
    source.layer = layerOf(source.path);
    const std::string licence =
        std::string("SPDX-License-Identifier: ") + (isGpl(source.path) ? "GPL-3.0-or-later" : "Apache-2.0");
    // What tests of both kinds share may carry either licence.
    const bool shared = startsWith(source.path, "tests/support/");
    constexpr std::string_view id = "SPDX-License-Identifier: ";
    std::ifstream in(file);
    std::string text;
    for (int line = 1; std::getline(in, text); ++line) {
        if (line == 1)
            source.licensed =
                text.find(licence) != std::string::npos || (shared && text.find(id) != std::string::npos);
        std::string_view rest = trimmed(text);
        if (!startsWith(rest, "#")) continue;
        rest = trimmed(rest.substr(1));
        if (!startsWith(rest, "include")) continue;
        rest = trimmed(rest.substr(7));
        if (rest.empty() || (rest[0] != '"' && rest[0] != '<')) continue;
        const auto end = rest.find(rest[0] == '"' ? '"' : '>', 1);
        if (end == std::string_view::npos) continue;
        source.includes.push_back({line, std::string(rest.substr(1, end - 1)), rest[0] == '"'});
    }
    return source;
}

bool isOurs(const std::string& include) {
    for (const char* folder : {"core/", "widgets/", "app/", "tests/", "projects/"})
        if (startsWith(include, folder)) return true;
    return false;
}

class Check {
  public:
    explicit Check(const fs::path& root) {
        for (const char* top : {"core", "widgets", "app", "tests"}) {
            if (!fs::is_directory(root / top)) continue;
            for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
                const auto extension = entry.path().extension();
                if (!entry.is_regular_file() || (extension != ".cpp" && extension != ".h")) continue;
                Source source = readSource(root, entry.path());
                sources_.emplace(source.path, std::move(source));
            }
        }
    }

    Report run() {
        for (const auto& [path, source] : sources_) check(source);
        report_.files = static_cast<int>(sources_.size());
        return std::move(report_);
    }

  private:
    void add(const Source& source, int line, std::string what) {
        report_.findings.push_back({source.path, line, std::move(what)});
    }

    void check(const Source& source) {
        const bool test = startsWith(source.path, "tests/");
        if (!source.licensed)
            add(source, 1,
                std::string("the first line lacks the licence: SPDX-License-Identifier: ") +
                    (isGpl(source.path) ? "GPL-3.0-or-later" : "Apache-2.0"));
        if (source.layer.empty() && !test)
            add(source, 1, "belongs to no layer; docs/map.md says where things stand");
        for (const Include& include : source.includes) {
            if (isBigTorch(include.path)) report_.bigTorchFiles.push_back(source.path);
            if (test) continue;
            if (isOurs(include.path))
                checkEdge(source, include);
            else if (include.quoted && !include.path.ends_with(".moc"))
                add(source, include.line, "\"" + include.path + "\" is not named from the repository's root");
            else
                checkThirdParty(source, include);
        }
    }

    void checkEdge(const Source& source, const Include& include) {
        const std::string to = layerOf(include.path);
        if (to.empty()) {
            add(source, include.line, include.path + " belongs to no layer");
            return;
        }
        const auto edges = allowedEdges().find(source.layer);
        if (edges == allowedEdges().end()) return;
        if (to != source.layer && !edges->second.contains(to)) {
            add(source, include.line, source.layer + " may not include " + to + ": " + include.path);
            return;
        }
        if (to == source.layer) return;
        for (const ThirdParty& party : thirdParties()) {
            if (!party.hidden) continue;
            std::set<std::string> seen;
            const std::string by = reaches(include.path, party, seen);
            if (!by.empty() && by != source.path)
                add(source, include.line,
                    include.path + " brings " + std::string(party.name) + " along (by " + by + ")");
        }
    }

    void checkThirdParty(const Source& source, const Include& include) {
        if (isQt(include.path) && source.layer != "widgets" && source.layer != "desktop")
            add(source, include.line, source.layer + " may not include Qt: " + include.path);
        for (const ThirdParty& party : thirdParties()) {
            if (!startsWith(include.path, party.prefix)) continue;
            if (std::find(party.layers.begin(), party.layers.end(), source.layer) == party.layers.end())
                add(source, include.line,
                    source.layer + " may not include " + std::string(party.name) + ": " + include.path);
        }
    }

    /// The file by which `path` includes a third party's header, directly or through others; "" where it
    /// doesn't.
    std::string reaches(const std::string& path, const ThirdParty& party, std::set<std::string>& seen) const {
        const auto found = sources_.find(path);
        if (found == sources_.end() || !seen.insert(path).second) return {};
        for (const Include& include : found->second.includes) {
            if (!isOurs(include.path) && startsWith(include.path, party.prefix)) return path;
            if (!isOurs(include.path)) continue;
            if (std::string by = reaches(include.path, party, seen); !by.empty()) return by;
        }
        return {};
    }

    std::map<std::string, Source> sources_;
    Report report_;
};

}  // namespace

std::string layerOf(const std::string& path) {
    static const std::vector<std::pair<std::string_view, std::string_view>> folders = {
        {"core/base/", "base"},       {"core/spec/", "spec"},     {"core/project/", "project"},
        {"core/report/", "report"},
        {"core/text/", "text"},       {"core/data/", "data"},     {"core/formats/", "formats"},
        {"core/metrics/", "metrics"}, {"core/engine/", "engine"}, {"core/library/", "library"},
        {"core/cuda/", "engine"},
        {"projects/", "data"},        {"widgets/", "widgets"},    {"app/cli/", "cli"},
        {"app/desktop/", "desktop"}};
    for (const auto& [folder, layer] : folders)
        if (startsWith(path, folder)) return std::string(layer);
    for (const std::string_view kind : {"backbones", "methods"}) {
        const std::string folder = "core/" + std::string(kind) + "/";
        if (!startsWith(path, folder)) continue;
        const std::string rest = path.substr(folder.size());
        const auto slash = rest.find('/');
        if (slash == std::string::npos) return std::string(kind);
        const std::string name = rest.substr(slash + 1);
        if (startsWith(name, "description")) return std::string(kind);
        if (startsWith(name, "conversion")) return "conversions";
        if (startsWith(name, "module")) return "engine";
    }
    return {};
}

Report checkTree(const fs::path& root) {
    return Check(root).run();
}

}  // namespace lathe::layers
