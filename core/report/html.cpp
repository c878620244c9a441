// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"
#include "core/report/report.h"

namespace lathe {
namespace {

const char* const kStyle =
    "body{font:15px/1.5 Inter,system-ui,sans-serif;color:#1E2226;background:#F6F6F3;margin:0}"
    "main{max-width:54rem;margin:2rem auto;padding:0 1rem}"
    "section{background:#FFF;border:1px solid #DEDCD5;border-radius:8px;padding:1rem 1.25rem;margin:1rem 0}"
    "h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:0 0 .6rem}p{margin:.3rem 0}"
    ".secondary{color:#5C636B}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
    "th,td{text-align:left;padding:.3rem .7rem .3rem 0;border-bottom:1px solid #ECEAE4;vertical-align:top;"
    "overflow-wrap:anywhere}th{color:#5C636B;font-weight:500}.right{text-align:right}"
    "pre{background:#EFEEEA;border-radius:6px;padding:.8rem;overflow:auto;font:12.5px/1.45 monospace}"
    "svg{max-width:100%;height:auto}@media print{body{background:#FFF}section{break-inside:avoid;border:0}}";

std::string tableHtml(const ReportTable& table) {
    if (table.header.empty()) return {};
    const auto side = [&](std::size_t column) {
        return column < table.right.size() && table.right[column] ? " class=\"right\"" : "";
    };
    std::string html = "<table>\n<thead><tr>";
    for (std::size_t i = 0; i < table.header.size(); ++i)
        html += std::string("<th scope=\"col\"") + side(i) + ">" + escapedHtml(table.header[i]) + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            html += std::string("<td") + side(i) + ">" + escapedHtml(row[i]) + "</td>";
        html += "</tr>\n";
    }
    return html + "</tbody></table>\n";
}

/// Lines of code keep their breaks; each is escaped by itself.
std::string codeHtml(const std::string& code) {
    if (code.empty()) return {};
    std::string html = "<pre>";
    for (const std::string_view line : split(code, '\n')) html += escapedHtml(line) + "\n";
    return html + "</pre>\n";
}

}  // namespace

std::string escapedHtml(std::string_view text) {
    std::string out;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string reportHtml(const Report& report) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
        escapedHtml(report.title) + "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<main>\n<h1>" +
        escapedHtml(report.title) + "</h1>\n<p class=\"secondary\">" + escapedHtml(report.subtitle) +
        "</p>\n";
    for (const ReportSection& section : report.sections) {
        html += "<section>\n<h2>" + escapedHtml(section.title) + "</h2>\n";
        for (const std::string& words : section.words) html += "<p>" + escapedHtml(words) + "</p>\n";
        html += tableHtml(section.table) + section.svg + codeHtml(section.code) + "</section>\n";
    }
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace lathe
