// SPDX-License-Identifier: Apache-2.0
// What a confined process cannot do any more; each in a process of its own.
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <functional>
#include <new>
#include <thread>

#include "core/base/confinement.h"

using namespace lathe;

namespace {

bool holdsInAChild(const std::function<bool()>& holds) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(holds() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool opens(int family) {
    const int file = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file >= 0) ::close(file);
    return file >= 0;
}

}  // namespace

class TestConfinement : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theNetworkIsClosedToEveryThread() {
        QVERIFY(holdsInAChild([] {
            std::atomic<int> stage = 0;
            bool open = true;
            std::thread earlier([&] {
                while (stage == 0) std::this_thread::yield();
                open = opens(AF_INET);
            });
            const bool before = opens(AF_INET);
            const bool closed = closeNetwork();
            stage = 1;
            earlier.join();
            const bool refused = !opens(AF_INET) && errno == EACCES && !opens(AF_INET6);
            return before && closed && !open && refused && opens(AF_UNIX);
        }));
    }

    void memoryEndsAtTheLimit() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        QSKIP("the sanitizers' own memory is over any limit");
#endif
        QVERIFY(holdsInAChild([] {
            if (memoryLimit() != 0 || !limitMemory(256 << 20)) return false;
            if (memoryLimit() != 256 << 20) return false;
            bool refused = false;
            try {
                ::operator delete(::operator new(300 << 20));
            } catch (const std::bad_alloc&) {
                refused = true;
            }
            ::operator delete(::operator new(100 << 20));
            const std::string line = outOfMemory("a step", "use less").line();
            return refused && line ==
                                  "not enough memory for a step, which may take 256.0 MiB (--memory-limit); "
                                  "use less, or raise the limit";
        }));
        QCOMPARE(QString::fromStdString(outOfMemory("a step").line()), "not enough memory for a step");
    }
};

QTEST_GUILESS_MAIN(TestConfinement)
#include "test_confinement.moc"
