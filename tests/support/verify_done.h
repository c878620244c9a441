// SPDX-License-Identifier: Apache-2.0
// A command's end, checked with what it said; the command runs once.
#pragma once

#define VERIFY_DONE(said)                                   \
    do {                                                    \
        const auto done_ = (said);                          \
        QVERIFY2(done_.code == 0, qPrintable(done_.error)); \
    } while (false)
