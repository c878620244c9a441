// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "core/engine/batch.h"

using namespace lathe;

namespace {
using Ids = std::vector<std::int32_t>;
}

class TestBatch : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void decodersShareWhatTheirRowsStartWith() {
        const Ids a{~0, 5, 6}, b{~0, 5, 7, 8}, answer{9, 10}, one{11};
        const std::vector<PackedRow> rows{{a, answer}, {b, one}};
        const PackedBatch batch = pack(rows);
        QVERIFY(batch.causal);
        QCOMPARE(batch.shared, 2);
        QCOMPARE(batch.tokens, (Ids{~0, 5, 6, 9, 7, 8}));
        QCOMPARE(batch.positions, (Ids{0, 1, 2, 3, 2, 3}));
        QCOMPARE(batch.predicted, (Ids{2, 3, 5}));
        QCOMPARE(batch.targets, (Ids{9, 10, 11}));
        QCOMPARE(batch.source, (Ids{0, 0, 1}));
    }

    void aRowGoesOnBehindItsPast() {
        const Ids a{2, 5, 6, ~0, 7}, b{2, ~0, 7}, answer{9, 10}, one{11};
        const std::vector<PackedRow> rows{{a, answer, {}, {}, 3}, {b, one}};
        const PackedBatch batch = pack(rows);
        QCOMPARE(batch.shared, 0);
        QCOMPARE(batch.tokens, (Ids{~0, 7, 9, 2, ~0, 7}));
        QCOMPARE(batch.positions, (Ids{3, 4, 5, 0, 1, 2}));
        QCOMPARE(batch.predicted, (Ids{1, 2, 5}));
        QCOMPARE(Ids(batch.rows[0].past.begin(), batch.rows[0].past.end()), (Ids{2, 5, 6}));
        QVERIFY(batch.rows[1].past.empty());
    }

    void nothingIsRunBehindTheLastLabelledPosition() {
        const Ids a{~0, 5, 6}, b{7, ~0}, answer{9, 10, 11}, none;
        for (const std::vector<PackedRow>& rows :
             {std::vector<PackedRow>{{a, answer}, {b, answer}}, std::vector<PackedRow>{{a, answer}}}) {
            const PackedBatch batch = pack(rows);
            for (std::size_t r = 0; r < batch.rows.size(); ++r) {
                std::int32_t last = -1;
                for (std::size_t i = 0; i < batch.source.size(); ++i)
                    if (batch.source[i] == static_cast<std::int32_t>(r)) last = batch.predicted[i];
                QCOMPARE(last, batch.rows[r].begin + batch.rows[r].length - 1);
            }
        }
    }

    void anEncodersInputStandsOnceForAllItsAnswers() {
        const Ids start{1, 0}, x{~0, 5, 2}, y{6, 2}, first{7, 8}, second{9};
        const std::vector<PackedRow> rows{{x, first, start}, {x, second, start}, {y, first, start}};
        const PackedBatch batch = pack(rows);
        QCOMPARE(batch.shared, 0);
        QCOMPARE(batch.encoderTokens, (Ids{~0, 5, 2, 6, 2}));
        QCOMPARE(batch.encoderPositions, (Ids{0, 1, 2, 0, 1}));
        QCOMPARE(batch.encoderRows.size(), std::size_t{2});
        QCOMPARE(batch.encoderRows[1].begin, 3);
        QCOMPARE(batch.encoderRows[1].length, 2);
        QCOMPARE(batch.tokens, (Ids{1, 0, 7, 1, 0, 1, 0, 7}));
        QCOMPARE(batch.positions, (Ids{0, 1, 2, 0, 1, 0, 1, 2}));
        QCOMPARE((Ids{batch.rows[0].reads, batch.rows[1].reads, batch.rows[2].reads}), (Ids{0, 0, 1}));
        QCOMPARE(batch.predicted, (Ids{1, 2, 4, 6, 7}));
        QCOMPARE(batch.targets, (Ids{7, 8, 9, 7, 8}));
        QCOMPARE(batch.source, (Ids{0, 0, 1, 2, 2}));
    }

    void aBlankBecomesAsManyAsTheAnswerHasTokens() {
        const Ids context{0, 5, 2, 6, 1}, blanks{2}, two{7, 8}, one{9};
        const std::vector<PackedRow> rows{{context, two, {}, blanks}, {context, one, {}, blanks}};
        const PackedBatch batch = pack(rows);
        QVERIFY(!batch.causal);
        QCOMPARE(batch.tokens, (Ids{0, 5, 2, 2, 6, 1, 0, 5, 2, 6, 1}));
        QCOMPARE(batch.positions, (Ids{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4}));
        QCOMPARE(batch.predicted, (Ids{2, 3, 8}));
        QCOMPARE(batch.targets, (Ids{7, 8, 9}));
        QCOMPARE(batch.rows[1].begin, 6);
        QCOMPARE(batch.rows[1].length, 5);
    }

    void severalBlanksTakeAnAnswerInOrder() {
        const Ids context{2, 5, 2}, blanks{0, 2}, answer{7, 8};
        const PackedRow row{context, answer, {}, blanks};
        const PackedBatch batch = pack({&row, 1});
        QCOMPARE(batch.tokens, context);
        QCOMPARE(batch.predicted, (Ids{0, 2}));
        QCOMPARE(batch.targets, (Ids{7, 8}));
    }
};

QTEST_GUILESS_MAIN(TestBatch)
#include "test_batch.moc"
