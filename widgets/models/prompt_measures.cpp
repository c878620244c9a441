// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/prompt_measures.h"

#include <cmath>
#include <limits>

namespace lathe {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double dot(const float* a, const float* b, std::size_t width) {
    double sum = 0;
    for (std::size_t i = 0; i < width; ++i) sum += double(a[i]) * double(b[i]);
    return sum;
}

/// Norms of consecutive pieces of `width` numbers.
QVector<double> pieceNorms(const HostTensor& tensor, std::size_t width) {
    QVector<double> norms;
    if (width == 0) return norms;
    for (std::size_t at = 0; at + width <= tensor.data.size(); at += width)
        norms.append(std::sqrt(dot(tensor.data.data() + at, tensor.data.data() + at, width)));
    return norms;
}

}  // namespace

QVector<double> normsOf(const HostTensor& vectors) {
    return vectors.shape.size() == 2 ? pieceNorms(vectors, std::size_t(vectors.shape[1])) : QVector<double>();
}

QVector<double> layerNorms(const HostTensor& prefix) {
    return prefix.shape.size() == 3 ? pieceNorms(prefix, std::size_t(prefix.shape[2])) : QVector<double>();
}

QVector<double> cosines(const HostTensor& a, const HostTensor& b) {
    QVector<double> out;
    if (a.shape.size() != 2 || b.shape.size() != 2 || a.shape[1] != b.shape[1]) return out;
    const auto width = std::size_t(a.shape[1]);
    const QVector<double> an = normsOf(a), bn = normsOf(b);
    for (qsizetype i = 0; i < an.size(); ++i)
        for (qsizetype j = 0; j < bn.size(); ++j) {
            const double product =
                dot(a.data.data() + std::size_t(i) * width, b.data.data() + std::size_t(j) * width, width);
            out.append(an[i] > 0 && bn[j] > 0 ? product / (an[i] * bn[j]) : kNone);
        }
    return out;
}

double meanWay(const HostTensor& before, const HostTensor& after) {
    if (before.shape != after.shape || before.shape.size() != 2 || before.data.size() != after.data.size())
        return kNone;
    HostTensor way = after;
    for (std::size_t i = 0; i < way.data.size(); ++i) way.data[i] -= before.data[i];
    const QVector<double> norms = normsOf(way);
    double sum = 0;
    for (const double norm : norms) sum += norm;
    return norms.isEmpty() ? kNone : sum / double(norms.size());
}

}  // namespace lathe
