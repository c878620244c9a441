// SPDX-License-Identifier: GPL-3.0-or-later
// A prompt's vectors over its snapshots: how far each moved, and where on a map. Snapshots are added one by
// one, so that reading many blocks nothing.
#pragma once

#include <QPointF>
#include <QVector>
#include <vector>

#include "core/spec/tensor.h"

namespace lathe {

class PromptPath {
  public:
    /// Takes a snapshot's `prompt` tensor [tokens, width]; false where there is none or its shape is another
    /// than before.
    bool add(std::int64_t step, const TensorMap& tensors);
    std::size_t tokens() const { return tokens_; }
    const QVector<double>& steps() const { return steps_; }
    /// The Euclidean way of a token from its first snapshot, at each snapshot.
    QVector<double> drift(std::size_t token) const;
    /// The norm that a token had at its first snapshot.
    double firstNorm(std::size_t token) const;
    /// How far the tokens went on the mean from each snapshot to the next.
    QVector<double> betweenSnapshots() const;
    /// The vectors at `step` (the nearest that was added), [tokens, width]; empty where none was.
    HostTensor at(std::int64_t step) const;
    /// A token's places at all snapshots, on the plane of the snapshots at `step` (the nearest that was
    /// added).
    std::vector<QVector<QPointF>> places(std::int64_t step) const;

  private:
    std::size_t nearest(std::int64_t step) const;
    std::size_t tokens_ = 0, width_ = 0;
    QVector<double> steps_;
    std::vector<std::vector<float>> vectors_;
};

/// At most `count` of these, evenly chosen, the first and the last among them.
std::vector<std::int64_t> thinned(const std::vector<std::int64_t>& steps, std::size_t count);

}  // namespace lathe
