// SPDX-License-Identifier: Apache-2.0
#include "core/data/source.h"

#include <cerrno>
#include <cstring>

#include "core/base/text.h"

namespace lathe {
namespace {

constexpr std::size_t kBlock = 1 << 20;
constexpr std::size_t kHead = 1 << 16;

/// Formats that are often handed over by mistake, by their first bytes.
std::string notText(std::string_view head) {
    const auto starts = [&](std::string_view magic) { return head.starts_with(magic); };
    if (starts("\xFF\xFE") || starts("\xFE\xFF")) return "the file is UTF-16";
    if (starts("\x1F\x8B")) return "the file is compressed (gzip)";
    if (starts("\x28\xB5\x2F\xFD")) return "the file is compressed (zstd)";
    if (starts("PK\x03\x04")) return "the file is a zip archive or a spreadsheet";
    if (starts("PAR1")) return "the file is Parquet";
    if (starts("SQLite format 3")) return "the file is an SQLite database";
    return {};
}

}  // namespace

Result<TextSource> TextSource::open(const std::filesystem::path& path) {
    TextSource source;
    source.name_ = path.string();
    std::error_code code;
    if (std::filesystem::is_directory(path, code))
        return failed("this is a folder", source.name_, "give a JSONL, JSON, CSV or TSV file");
    source.file_.reset(std::fopen(path.c_str(), "rb"));
    if (!source.file_) return failed(std::string("cannot be opened: ") + std::strerror(errno), source.name_);
    if (!source.fill()) {
        LATHE_CHECK(source.problem());
        return failed("the file is empty", source.name_, "give a file with at least one row");
    }
    if (const std::string what = notText(source.block_); !what.empty())
        return failed(what, source.name_, "save it as UTF-8 text: JSONL, JSON, CSV or TSV");
    if (source.block_.starts_with("\xEF\xBB\xBF")) {
        source.hadMark_ = true;
        source.at_ = 3;
    }
    source.head_ = source.block_.substr(source.at_, kHead);
    if (trimmed(source.head_).empty() && source.block_.size() < kBlock)
        return failed("the file is empty", source.name_, "give a file with at least one row");
    return source;
}

bool TextSource::fill() {
    if (readError_ != 0) return false;
    block_.resize(kBlock);
    errno = 0;
    block_.resize(std::fread(block_.data(), 1, kBlock, file_.get()));
    if (block_.empty() && std::ferror(file_.get()) != 0) readError_ = errno != 0 ? errno : EIO;
    at_ = 0;
    return !block_.empty();
}

int TextSource::peek() {
    if (at_ == block_.size() && !fill()) return -1;
    return static_cast<unsigned char>(block_[at_]);
}

int TextSource::get() {
    const int byte = peek();
    if (byte < 0) return byte;
    ++at_;
    if (byte == '\n') {
        ++place_.line;
        place_.column = 1;
    } else {
        if (byte == 0 && !nul_) nul_ = place_;
        if ((byte & 0xC0) != 0x80) ++place_.column;
    }
    return byte;
}

std::optional<std::string> TextSource::line(std::size_t longest) {
    if (peek() < 0) return std::nullopt;
    std::string out;
    place_.column = 1;
    while (true) {
        if (at_ == block_.size() && !fill()) break;
        const auto* begin = block_.data() + at_;
        const std::size_t left = block_.size() - at_;
        const auto* end = static_cast<const char*>(std::memchr(begin, '\n', left));
        const std::size_t size = end ? static_cast<std::size_t>(end - begin) : left;
        out.append(begin, size);
        at_ += size + (end ? 1 : 0);
        if (end) break;
        if (out.size() > longest) break;
    }
    if (out.size() > longest && !longLine_) longLine_ = FilePlace{place_.line, 1};
    if (const auto nul = out.find('\0'); nul != std::string::npos && !nul_) {
        FilePlace where{place_.line, 1};
        for (std::size_t at = 0; at < nul; ++where.column) nextCodePoint(out, at);
        nul_ = where;
    }
    ++place_.line;
    return out;
}

std::string TextSource::where(FilePlace place) const {
    return name_ + ", line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

tl::unexpected<Error> TextSource::error(std::string what, FilePlace place, std::string todo) const {
    return failed(std::move(what), where(place), std::move(todo));
}

Result<> TextSource::problem() const {
    if (readError_ != 0) return failed(std::string("cannot be read: ") + std::strerror(readError_), name_);
    if (nul_) return error("a NUL byte: this is no text, or it is UTF-16", *nul_, "save the file as UTF-8");
    if (longLine_) return error("a line that is too long to be right", *longLine_);
    return {};
}

}  // namespace lathe
