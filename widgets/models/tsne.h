// SPDX-License-Identifier: GPL-3.0-or-later
// t-SNE (van der Maaten and Hinton 2008), exact: for some hundred points whose neighbours matter more than
// their distances.
#pragma once

#include <QObject>
#include <QPointF>
#include <functional>
#include <span>
#include <thread>
#include <vector>

namespace lathe {

/// Places of `rows` points of `width` numbers, by the directions they point in; the same points give the same
/// places. Starts from the principal plane. `goOn` is asked at each round; false: none.
std::vector<QPointF> tsne(std::span<const float> points, std::size_t rows, std::size_t width,
                          double perplexity = 12, int rounds = 500, const std::function<bool()>& goOn = {});

/// The same on a thread of its own; a newer start drops the one before.
class TsneWorker : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;
    void start(std::vector<float> points, std::size_t rows, std::size_t width);
    void stop();
    bool busy() const { return busy_; }

  Q_SIGNALS:
    void done(const std::vector<QPointF>& places);

  private:
    std::jthread thread_;
    int number_ = 0;
    bool busy_ = false;
};

}  // namespace lathe
