// SPDX-License-Identifier: Apache-2.0
// XML as WebNLG's files have it, piece by piece: elements, attributes, text, the predefined and numeric
// entities, CDATA; comments and instructions are read over. A document type with declarations of its own is
// refused.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/data/source.h"

namespace lathe::published {

struct XmlPiece {
    enum class Kind { Start, End, Text, Done };
    Kind kind = Kind::Done;
    std::string name;  ///< of an element
    std::string text;
    std::vector<std::pair<std::string, std::string>> attributes;
    FilePlace place;

    /// An attribute's value, or "".
    std::string attribute(std::string_view wanted) const;
};

class XmlReader {
  public:
    explicit XmlReader(TextSource& source) : source_(source) {}
    /// The next piece; the error says the place. `<a/>` is a start and an end.
    Result<XmlPiece> next();
    /// The text of an element whose start was just read, up to its end; refuses elements inside.
    Result<std::string> textOf(const XmlPiece& start);

  private:
    Result<XmlPiece> tag(FilePlace place);
    Result<XmlPiece> text(FilePlace place);
    Result<> attributes(XmlPiece& piece);
    Result<std::string> name();
    Result<std::string> entity();
    Result<std::string> until(std::string_view end, FilePlace place, const char* what);
    void skipSpace();

    TextSource& source_;
    std::vector<XmlPiece> open_;  ///< names and places alone
    bool closeNow_ = false;       ///< the element that stands last was <like this/>
    bool seen_ = false;
};

}  // namespace lathe::published
