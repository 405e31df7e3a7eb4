/* Loaded in front of libc by the rigs: sees every change a process makes to files below one folder, and can write it
   down, kill the process group at the n-th, or let the n-th fail. Python and SQLite go through it alike. It also writes down
   which addresses are connected to. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WRITE = 1, SYNC, TRUNCATE, CREATE, RENAME, UNLINK, MKDIR, MARK, OPEN };
enum { NOTHING, KILL_BEFORE, KILL_HALFWAY, KILL_AFTER, FAIL_ONCE, FAIL_EVER };

static char root[4096];
static size_t root_length;
static int log_file = -1, action = NOTHING, failing, kinds = ~0;
static long left, seen;

struct head { uint64_t kind, inode, at, path, path2, data; };

#define REAL(result, name, ...) \
  static result (*real)(__VA_ARGS__); \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static int below(const char *path) {
  return root_length && path && strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || !path[root_length]);
}

static int path_of(int descriptor, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, 4095);
  if (length < 0) return 0;
  path[length] = 0;
  return below(path);
}

static void emit(const void *data, size_t length) {
  const char *from = data;
  while (length) {
    long written = syscall(SYS_write, log_file, from, length);
    if (written <= 0) _exit(99);
    from += written, length -= written;
  }
}

static void note(int kind, uint64_t inode, uint64_t at, const char *path, const char *path2, const void *data, size_t length) {
  if (log_file < 0) return;
  path = path ? path + root_length : "";
  path2 = path2 ? path2 + root_length : "";
  struct head head = {kind, inode, at, strlen(path), strlen(path2), length};
  emit(&head, sizeof head), emit(path, head.path), emit(path2, head.path2), emit(data, length);
}

/* Whether this call is to fail; may not return. */
static int strikes(int kind, int moment) {
  if (action == NOTHING || !(kinds & (1 << kind))) return 0;
  if (moment == KILL_BEFORE) { seen++; if (left > 0) left--; else return action == FAIL_EVER; }
  if (left) return 0;
  if (action <= KILL_AFTER) { if (action == moment) { kill(0, SIGKILL); for (;;) pause(); } return 0; }
  return moment == KILL_BEFORE;
}

#define PASS(kind) if (strikes(kind, KILL_BEFORE)) { errno = failing; return -1; }
#define DONE(kind) { int kept = errno; strikes(kind, KILL_AFTER); errno = kept; }

static uint64_t inode_of(int descriptor, struct stat *status) {
  return fstat(descriptor, status) ? 0 : (uint64_t)status->st_ino;
}

ssize_t write(int descriptor, const void *data, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t);
  char path[4096];
  struct stat status;
  if (!path_of(descriptor, path)) return real(descriptor, data, length);
  PASS(WRITE);
  uint64_t inode = inode_of(descriptor, &status);
  uint64_t at = fcntl(descriptor, F_GETFL) & O_APPEND ? (uint64_t)status.st_size : (uint64_t)lseek(descriptor, 0, SEEK_CUR);
  if (action == KILL_HALFWAY && left == 0) { real(descriptor, data, length / 2); strikes(WRITE, KILL_HALFWAY); }
  ssize_t written = real(descriptor, data, length);
  if (written > 0) note(WRITE, inode, at, path, 0, data, written);
  DONE(WRITE);
  return written;
}

static ssize_t placed(ssize_t (*real)(int, const void *, size_t, off_t), int descriptor, const void *data, size_t length, off_t at) {
  char path[4096];
  struct stat status;
  if (!path_of(descriptor, path)) return real(descriptor, data, length, at);
  PASS(WRITE);
  if (action == KILL_HALFWAY && left == 0) { real(descriptor, data, length / 2, at); strikes(WRITE, KILL_HALFWAY); }
  ssize_t written = real(descriptor, data, length, at);
  if (written > 0) note(WRITE, inode_of(descriptor, &status), at, path, 0, data, written);
  DONE(WRITE);
  return written;
}
ssize_t pwrite(int d, const void *b, size_t n, off_t at) { REAL(ssize_t, pwrite, int, const void *, size_t, off_t); return placed(real, d, b, n, at); }
ssize_t pwrite64(int d, const void *b, size_t n, off64_t at) { REAL(ssize_t, pwrite64, int, const void *, size_t, off_t); return placed(real, d, b, n, at); }

static int synced(int (*real)(int), int descriptor) {
  char path[4096];
  struct stat status;
  if (!path_of(descriptor, path)) return real(descriptor);
  PASS(SYNC);
  int result = real(descriptor);
  uint64_t inode = inode_of(descriptor, &status);
  if (!result) note(SYNC, inode, S_ISDIR(status.st_mode), path, 0, 0, 0);
  DONE(SYNC);
  return result;
}
int fsync(int d) { REAL(int, fsync, int); return synced(real, d); }
int fdatasync(int d) { REAL(int, fdatasync, int); return synced(real, d); }

static int cut(int (*real)(int, off_t), int descriptor, off_t size) {
  char path[4096];
  struct stat status;
  if (!path_of(descriptor, path)) return real(descriptor, size);
  PASS(TRUNCATE);
  int result = real(descriptor, size);
  if (!result) note(TRUNCATE, inode_of(descriptor, &status), size, path, 0, 0, 0);
  DONE(TRUNCATE);
  return result;
}
int ftruncate(int d, off_t n) { REAL(int, ftruncate, int, off_t); return cut(real, d, n); }
int ftruncate64(int d, off64_t n) { REAL(int, ftruncate64, int, off_t); return cut(real, d, n); }

static int opened(int descriptor, int existed, const char *path, int flags) {
  struct stat status;
  if (descriptor >= 0) {
    uint64_t inode = inode_of(descriptor, &status);
    if (!existed && flags & O_CREAT) note(CREATE, inode, 0, path, 0, 0, 0);
    else if (flags & O_TRUNC) note(TRUNCATE, inode, 0, path, 0, 0, 0);
  }
  DONE(OPEN);
  return descriptor;
}
#define OPENING(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, name, const char *, int, ...); \
    va_list more; va_start(more, flags); int mode = va_arg(more, int); va_end(more); \
    if (!below(path)) return real(path, flags, mode); \
    PASS(OPEN); \
    int existed = !access(path, F_OK); \
    return opened(real(path, flags, mode), existed, path, flags); \
  }
OPENING(open)
OPENING(open64)

int rename(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *);
  if (!below(from) && !below(to)) return real(from, to);
  PASS(RENAME);
  int result = real(from, to);
  if (!result) note(RENAME, 0, 0, from, to, 0, 0);
  DONE(RENAME);
  return result;
}
int unlink(const char *path) {
  REAL(int, unlink, const char *);
  if (!below(path)) return real(path);
  PASS(UNLINK);
  int result = real(path);
  if (!result) note(UNLINK, 0, 0, path, 0, 0, 0);
  DONE(UNLINK);
  return result;
}
int mkdir(const char *path, mode_t mode) {
  REAL(int, mkdir, const char *, mode_t);
  if (!below(path)) return real(path, mode);
  PASS(MKDIR);
  int result = real(path, mode);
  if (!result) note(MKDIR, 0, 0, path, 0, 0, 0);
  DONE(MKDIR);
  return result;
}

int connect(int descriptor, const struct sockaddr *to, socklen_t length) {
  REAL(int, connect, int, const struct sockaddr *, socklen_t);
  const char *log = getenv("RIG_CONNECTS");
  if (log && (to->sa_family == AF_INET || to->sa_family == AF_INET6)) {
    char address[INET6_ADDRSTRLEN], line[128];
    const void *from = to->sa_family == AF_INET ? (const void *)&((const struct sockaddr_in *)to)->sin_addr
                                                : (const void *)&((const struct sockaddr_in6 *)to)->sin6_addr;
    inet_ntop(to->sa_family, from, address, sizeof address);
    int size = snprintf(line, sizeof line, "%s\n", address);
    int file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (syscall(SYS_write, file, line, size) != size) _exit(99);
    syscall(SYS_close, file);
  }
  return real(descriptor, to, length);
}

void rig_watch(const char *folder) { strncpy(root, folder, sizeof root - 1); root_length = strlen(root); }
void rig_record(const char *path) { log_file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644); }
void rig_mark(uint64_t number) { note(MARK, 0, number, 0, 0, 0, 0); }
void rig_arm(int what, long n, int with, int of) { action = what, left = n, failing = with, kinds = of, seen = 0; }
long rig_seen(void) { return seen; }

__attribute__((constructor)) static void from_environment(void) {
  const char *folder = getenv("RIG_FOLDER"), *arm = getenv("RIG_ARM");
  int what, with, of;
  long n;
  if (folder) rig_watch(folder);
  if (arm && sscanf(arm, "%d %ld %d %d", &what, &n, &with, &of) == 4) rig_arm(what, n, with, of);
}
