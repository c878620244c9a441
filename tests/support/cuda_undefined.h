// SPDX-License-Identifier: Apache-2.0
// What one reading of core/engine/device/kernels.cuh was told and tells the preprocessor, forgotten before the next:
// included several times.
#undef NARROW_BF16
#undef V
#undef WIDTH
#undef NORM_THREADS
#undef NORM_ROWS
#undef ROW_THREADS
#undef ROWS
#undef CENTRED
#undef REPLACES
#undef HEADS
#undef KV_HEADS
#undef HEAD_WIDTH
#undef PAIRS
#undef FEED_FORWARD
#undef GATED
#undef ACTIVATION
#undef EXP
#undef NORM_CHUNKS
#undef QUERY_WIDTH
#undef KEY_WIDTH
#undef INNER
#undef LOSS_THREADS
