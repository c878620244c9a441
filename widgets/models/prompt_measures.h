// SPDX-License-Identifier: GPL-3.0-or-later
// Plain numbers about a prompt's vectors: norms, cosines, norms a layer.
#pragma once

#include <QVector>

#include "core/spec/tensor.h"

namespace lathe {

/// Euclidean norms of the rows of [tokens, width].
QVector<double> normsOf(const HostTensor& vectors);
/// Cosines of each row of `a` with each of `b`, [a, b] in row-major order; empty where their widths differ. A
/// row of zeros is like none: NaN.
QVector<double> cosines(const HostTensor& a, const HostTensor& b);
/// Norms of a prefix's keys or values [layers, tokens, width]: [layers, tokens].
QVector<double> layerNorms(const HostTensor& prefix);
/// The mean Euclidean way between two snapshots' rows; NaN where their shapes differ.
double meanWay(const HostTensor& before, const HostTensor& after);

}  // namespace lathe
