// SPDX-License-Identifier: Apache-2.0
// A disk that fails, a memory that is full, or a process that dies, at the n-th call of a kind: a VFS over
// SQLite's own, its allocator, and (where failing_calls.h is included) the C library's rename.
#pragma once

#include <sqlite3.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

namespace lathe {

class FaultyDisk {
  public:
    /// What is struck. Change: each write, truncation and sync, one after the other.
    enum class Call { Change, Write, Sync, Read, Open, Allocation, Rename };
    enum class Fault { None, Die, Fail };
    static constexpr int kDied = 77;  ///< the exit code of a process that died

    /// Makes it the default for connections that are opened from now on. Before SQLite's first use.
    static FaultyDisk& install() {
        static FaultyDisk disk;
        return disk;
    }
    /// The fault at the n-th call of that kind from now, counted from 1, and at each that follows if it stays
    /// so.
    void failAt(int call, Fault fault, Call on = Call::Change, bool forever = true) {
        left_ = call;
        on_ = on;
        forever_ = forever;
        struck_ = false;
        fault_ = fault;
    }
    void heal() { fault_ = Fault::None; }
    bool struck() const { return struck_; }

    /// True: this call has to fail. `half` does half of it before the process dies.
    template <class Half>
    bool strikes(Call call, bool change, const Half& half) {
        if (fault_ == Fault::None || (call != on_ && !(on_ == Call::Change && change))) return false;
        if (struck_ ? !forever_ : --left_ > 0) return false;
        struck_ = true;
        if (fault_ == Fault::Fail) return true;
        half();
        ::_exit(kDied);
    }
    bool strikes(Call call, bool change = false) {
        return strikes(call, change, [] {});
    }

  private:
    struct File {
        sqlite3_file base;
        sqlite3_file* real;
    };

    FaultyDisk() {
        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory());
        sqlite3_mem_methods failing = memory();
        failing.xMalloc = [](int size) -> void* {
            return current() && current()->strikes(Call::Allocation) ? nullptr : memory().xMalloc(size);
        };
        failing.xRealloc = [](void* old, int size) -> void* {
            return current() && current()->strikes(Call::Allocation) ? nullptr : memory().xRealloc(old, size);
        };
        sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
        sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);  // each allocation is one
        real_ = sqlite3_vfs_find(nullptr);
        vfs_ = *real_;
        vfs_.zName = "faulty";
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.xOpen = open;
        methods_.iVersion = 2;
        methods_.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
        methods_.xRead = [](sqlite3_file* f, void* d, int n, sqlite3_int64 at) {
            if (install().strikes(Call::Read)) return SQLITE_IOERR_READ;
            return real(f)->pMethods->xRead(real(f), d, n, at);
        };
        methods_.xWrite = [](sqlite3_file* f, const void* d, int n, sqlite3_int64 at) {
            // A process that dies in the middle of a write leaves half of it.
            const auto half = [&] { real(f)->pMethods->xWrite(real(f), d, n / 2, at); };
            if (install().strikes(Call::Write, true, half)) return SQLITE_FULL;
            return real(f)->pMethods->xWrite(real(f), d, n, at);
        };
        methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            if (install().strikes(Call::Write, true)) return SQLITE_IOERR_TRUNCATE;
            return real(f)->pMethods->xTruncate(real(f), size);
        };
        methods_.xSync = [](sqlite3_file* f, int flags) {
            if (install().strikes(Call::Sync, true)) return SQLITE_IOERR_FSYNC;
            return real(f)->pMethods->xSync(real(f), flags);
        };
        methods_.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
            return real(f)->pMethods->xFileSize(real(f), size);
        };
        methods_.xLock = [](sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); };
        methods_.xUnlock = [](sqlite3_file* f, int lock) {
            return real(f)->pMethods->xUnlock(real(f), lock);
        };
        methods_.xCheckReservedLock = [](sqlite3_file* f, int* out) {
            return real(f)->pMethods->xCheckReservedLock(real(f), out);
        };
        methods_.xFileControl = [](sqlite3_file* f, int op, void* arg) {
            return real(f)->pMethods->xFileControl(real(f), op, arg);
        };
        methods_.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
        methods_.xDeviceCharacteristics = [](sqlite3_file* f) {
            return real(f)->pMethods->xDeviceCharacteristics(real(f));
        };
        methods_.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
        };
        methods_.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
            return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
        };
        methods_.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
        methods_.xShmUnmap = [](sqlite3_file* f, int drop) {
            return real(f)->pMethods->xShmUnmap(real(f), drop);
        };
        sqlite3_vfs_register(&vfs_, 1);
        current() = this;
    }

    static sqlite3_mem_methods& memory() {
        static sqlite3_mem_methods methods;
        return methods;
    }
    static FaultyDisk*& current() {  // null while it is being made
        static FaultyDisk* disk = nullptr;
        return disk;
    }
    static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
        auto* ours = reinterpret_cast<File*>(file);
        ours->base.pMethods = nullptr;
        if (install().strikes(Call::Open)) return SQLITE_CANTOPEN;
        ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
        ours->real->pMethods = nullptr;
        const int code = install().real_->xOpen(install().real_, name, ours->real, flags, out);
        ours->base.pMethods = ours->real->pMethods ? &install().methods_ : nullptr;
        return code;
    }

    sqlite3_vfs* real_ = nullptr;
    sqlite3_vfs vfs_{};
    sqlite3_io_methods methods_{};
    Fault fault_ = Fault::None;
    Call on_ = Call::Change;
    int left_ = 0;
    bool forever_ = true, struck_ = false;
};

}  // namespace lathe
