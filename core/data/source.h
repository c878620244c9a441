// SPDX-License-Identifier: Apache-2.0
// A text file read in blocks, which always knows line and column. Private to this folder.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.h"

namespace lathe {

/// A place in a file: lines and columns (characters) count from 1.
struct FilePlace {
    std::int64_t line = 1, column = 1;
};

class TextSource {
  public:
    /// Skips a UTF-8 byte order mark. Refuses folders, files that are plainly no text (UTF-16, gzip, zip,
    /// Parquet), and files without any byte.
    static Result<TextSource> open(const std::filesystem::path& path);

    /// The next byte, or -1 at the end (or after a read error: see problem()).
    int get();
    int peek();
    /// A line without its LF; nothing at the end of the file. A line of more than `longest` bytes comes cut
    /// and is a problem().
    std::optional<std::string> line(std::size_t longest = static_cast<std::size_t>(-1));

    FilePlace place() const { return place_; }
    /// Where the record that is being told began; its reader says it.
    FilePlace record() const { return record_; }
    void beginRecord(FilePlace place) { record_ = place; }
    bool hadMark() const { return hadMark_; }
    const std::string& name() const { return name_; }
    /// The first bytes of the file (up to 64 KiB), behind a byte order mark.
    std::string_view head() const { return head_; }

    /// "FILE, line L, column C".
    std::string where(FilePlace place) const;
    tl::unexpected<Error> error(std::string what, FilePlace place, std::string todo = {}) const;
    /// A read error, a NUL byte or a line that was too long, met so far, as an error.
    Result<> problem() const;

  private:
    TextSource() = default;
    bool fill();

    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
    std::string name_, head_, block_;
    std::size_t at_ = 0;
    FilePlace place_, record_;
    bool hadMark_ = false;
    int readError_ = 0;
    std::optional<FilePlace> nul_, longLine_;
};

}  // namespace lathe
