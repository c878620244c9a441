// SPDX-License-Identifier: Apache-2.0
// A disk that fails, or a process that dies, at the n-th write or sync that SQLite makes: a VFS over the
// system's own.
#pragma once

#include <sqlite3.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

namespace lathe {

class FaultyDisk {
  public:
    enum class Fault { None, Die, Full, Broken };
    static constexpr int kDied = 77;  ///< the exit code of a process that died

    /// Makes it the default for connections that are opened from now on.
    static FaultyDisk& install() {
        static FaultyDisk disk;
        return disk;
    }
    /// The fault at the n-th operation from now, counted from 1; a full or broken disk stays so.
    void failAt(int operation, Fault fault) {
        left_ = operation;
        fault_ = fault;
        struck_ = false;
    }
    void heal() { fault_ = Fault::None; }
    bool struck() const { return struck_; }

  private:
    struct File {
        sqlite3_file base;
        sqlite3_file* real;
    };

    FaultyDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
        vfs_.zName = "faulty";
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.xOpen = open;
        methods_.iVersion = 2;
        methods_.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
        methods_.xRead = [](sqlite3_file* f, void* d, int n, sqlite3_int64 at) {
            return real(f)->pMethods->xRead(real(f), d, n, at);
        };
        methods_.xWrite = [](sqlite3_file* f, const void* d, int n, sqlite3_int64 at) {
            if (const int code = install().strike(f, d, n, at)) return code;
            return real(f)->pMethods->xWrite(real(f), d, n, at);
        };
        methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            if (const int code = install().strike(f, nullptr, 0, 0)) return code;
            return real(f)->pMethods->xTruncate(real(f), size);
        };
        methods_.xSync = [](sqlite3_file* f, int flags) {
            if (const int code = install().strike(f, nullptr, 0, 0)) return code;
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
    }

    static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
        auto* ours = reinterpret_cast<File*>(file);
        ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
        ours->real->pMethods = nullptr;
        const int code = install().real_->xOpen(install().real_, name, ours->real, flags, out);
        ours->base.pMethods = ours->real->pMethods ? &install().methods_ : nullptr;
        return code;
    }

    int strike(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
        if (fault_ == Fault::None || (--left_ > 0 && !struck_)) return SQLITE_OK;
        struck_ = true;
        if (fault_ == Fault::Full) return SQLITE_FULL;
        if (fault_ == Fault::Broken) return SQLITE_IOERR_WRITE;
        // A process that dies in the middle of a write leaves half of it.
        if (data) real(file)->pMethods->xWrite(real(file), data, size / 2, at);
        ::_exit(kDied);
    }

    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
    sqlite3_io_methods methods_{};
    Fault fault_ = Fault::None;
    int left_ = 0;
    bool struck_ = false;
};

}  // namespace lathe
