// SPDX-License-Identifier: Apache-2.0
// A tiny random backbone of a family (tests/fixtures/backbones) with a tokenizer of letters, as a folder.
#pragma once

#include <QDir>
#include <QFile>
#include <QtGlobal>

namespace lathe::test {

/// Makes FOLDER/FAMILY.
inline void makeLettersBackbone(const QString& folder, const QString& family) {
    const QString own = folder + "/" + family;
    QDir().mkpath(own);
    for (const char* name : {"config.json", "model.safetensors"})
        if (!QFile::copy(QStringLiteral(LATHE_FIXTURES "/backbones/%1/%2").arg(family, name),
                         own + "/" + name))
            qFatal("no fixture of %s", qPrintable(family));
    QByteArray words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (char c = 'a'; c <= 'z'; ++c) words += QByteArray(1, c) + "\n";
    for (char c = 'a'; c <= 'z'; ++c) words += "##" + QByteArray(1, c) + "\n";
    const auto write = [&](const char* name, const QByteArray& bytes) {
        QFile file(own + "/" + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
    };
    write("vocab.txt", words + "cat\ndog\nis\n");
    write("tokenizer_config.json",
          "{\"tokenizer_class\": \"BertTokenizer\", \"eos_token\": \"[SEP]\", \"do_lower_case\": true}");
}

}  // namespace lathe::test
