/* SPDX-License-Identifier: ISC */
/*
 * tool_fault WORD…: runs $CAIRN_FAULTED with these words; its calls that change files fail as the page in
 * $CAIRN_FAULT says. The program keeps this process; another one, which ends with it, answers for the kernel.
 *
 * Source: seccomp_unotify(2)
 */
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib_fault.h"

/* What a call is about: a file that is open, or a name, alone or below a folder that is open. */
enum about { OPEN_FILE, NAME_0, NAME_1_BELOW_0, MAPPED, REMAPPED, OPENED };

static const struct {
	int nr;
	enum about about;
} calls[] = {
	{ SCMP_SYS(openat), OPENED },
	{ SCMP_SYS(write), OPEN_FILE },
	{ SCMP_SYS(pwrite64), OPEN_FILE },
	{ SCMP_SYS(writev), OPEN_FILE },
	{ SCMP_SYS(pwritev), OPEN_FILE },
	{ SCMP_SYS(fsync), OPEN_FILE },
	{ SCMP_SYS(fdatasync), OPEN_FILE },
	{ SCMP_SYS(ftruncate), OPEN_FILE },
	{ SCMP_SYS(fallocate), OPEN_FILE },
	{ SCMP_SYS(flock), OPEN_FILE },
	{ SCMP_SYS(fchmod), OPEN_FILE },
#ifndef __SANITIZE_ADDRESS__ /* which maps memory for itself, and ends when it cannot */
	{ SCMP_SYS(mmap), MAPPED },
#endif
	{ SCMP_SYS(mremap), REMAPPED },
	{ SCMP_SYS(msync), REMAPPED },
	{ SCMP_SYS(mkdir), NAME_0 },
	{ SCMP_SYS(rename), NAME_0 },
	{ SCMP_SYS(link), NAME_0 },
	{ SCMP_SYS(unlink), NAME_0 },
	{ SCMP_SYS(chmod), NAME_0 },
	{ SCMP_SYS(mkdirat), NAME_1_BELOW_0 },
	{ SCMP_SYS(renameat), NAME_1_BELOW_0 },
	{ SCMP_SYS(renameat2), NAME_1_BELOW_0 },
	{ SCMP_SYS(linkat), NAME_1_BELOW_0 },
	{ SCMP_SYS(unlinkat), NAME_1_BELOW_0 },
	{ SCMP_SYS(fchmodat), NAME_1_BELOW_0 },
};
enum { CALLS = sizeof(calls) / sizeof(calls[0]) };

_Noreturn static void give_up(const char *what)
{
	perror(what);
	_exit(125);
}

static bool read_text(pid_t pid, uint64_t at, char *out, size_t size)
{
	struct iovec here = { out, size - 1 }, there = { (void *)(uintptr_t)at, size - 1 };
	ssize_t n = process_vm_readv(pid, &here, 1, &there, 1, 0);

	/* what lies behind the text may not be there: as much as its page holds */
	if (n < 0) {
		there.iov_len = here.iov_len =
			4096 - at % 4096 < size - 1 ? 4096 - at % 4096 : size - 1;
		n = process_vm_readv(pid, &here, 1, &there, 1, 0);
	}
	out[n < 0 ? 0 : n] = '\0';
	return n > 0;
}

static void open_name(pid_t pid, int fd, char *out, size_t size)
{
	char link[64];
	ssize_t n;

	if (fd == AT_FDCWD)
		snprintf(link, sizeof(link), "/proc/%d/cwd", (int)pid);
	else
		snprintf(link, sizeof(link), "/proc/%d/fd/%d", (int)pid, fd);
	n = readlink(link, out, size - 1);
	out[n < 0 ? 0 : n] = '\0';
}

static void name_below(pid_t pid, int dir, uint64_t at, char *out, size_t size)
{
	char name[300], folder[300];

	if (!read_text(pid, at, name, sizeof(name)))
		name[0] = '\0';
	open_name(pid, dir, folder, sizeof(folder));
	snprintf(out, size, "%s%s%s", name[0] == '/' ? "" : folder, name[0] == '/' ? "" : "/",
		 name);
}

/* The file that a call is about; false: it is none that may fail. */
static bool about_what(const struct seccomp_notif *n, enum about about, char *out, size_t size)
{
	const __u64 *a = n->data.args;
	pid_t pid = (pid_t)n->pid;

	out[0] = '\0';
	switch (about) {
	case OPEN_FILE:
		open_name(pid, (int)a[0], out, size);
		return true;
	case MAPPED: /* of a file, or the question if there would be room for a larger map */
		if ((int)a[4] >= 0)
			open_name(pid, (int)a[4], out, size);
		return (int)a[4] >= 0 || a[2] == PROT_NONE;
	case REMAPPED:
		return true;
	case NAME_0:
		name_below(pid, AT_FDCWD, a[0], out, size);
		return true;
	case OPENED: /* to be written, or a folder to be flushed */
		name_below(pid, (int)a[0], a[1], out, size);
		return (a[2] & (O_WRONLY | O_RDWR | O_CREAT | O_DIRECTORY)) != 0;
	default:
		name_below(pid, (int)a[0], a[1], out, size);
		return true;
	}
}

static bool concerns(const struct fault_page *p, enum about about, const char *name)
{
	return strncmp(name, p->under, strlen(p->under)) == 0 ||
	       strncmp(name, "/memfd:out", 10) == 0 ||
	       (about >= MAPPED && about <= REMAPPED && !name[0]);
}

/* The errno with which a call ends, or 0: it goes on. */
static int verdict(struct fault_page *p, const struct seccomp_notif *n)
{
	char name[640];
	unsigned count, at;
	size_t i = 0;

	while (i < CALLS && calls[i].nr != n->data.nr)
		i++;
	if (i == CALLS || !about_what(n, calls[i].about, name, sizeof(name)) ||
	    !concerns(p, calls[i].about, name))
		return 0;
	count = atomic_fetch_add(&p->count, 1) + 1;
	at = atomic_load(&p->fail_at);
	if (!at || count < at || (count > at && !atomic_load(&p->lasting)))
		return 0;
	if (!atomic_fetch_add(&p->failed, 1)) {
		char *call = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, n->data.nr);

		snprintf(p->what, sizeof(p->what), "%.40s %.70s", call ? call : "?",
			 strlen(name) > 60 ? name + strlen(name) - 60 : name);
		free(call);
	}
	return atomic_load(&p->error);
}

static void answer(struct fault_page *p, int listener)
{
	struct pollfd line = { .fd = listener, .events = POLLIN };
	struct seccomp_notif *n;
	struct seccomp_notif_resp *r;

	if (seccomp_notify_alloc(&n, &r))
		_exit(1);
	while (poll(&line, 1, -1) >= 0 || errno == EINTR) {
		if (!(line.revents & POLLIN))
			_exit(0); /* the last one that had the filter has ended */
		memset(n, 0, sizeof(*n));
		if (seccomp_notify_receive(listener, n))
			continue;
		*r = (struct seccomp_notif_resp){ .id = n->id, .error = -verdict(p, n) };
		if (!r->error)
			r->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		seccomp_notify_respond(listener, r);
	}
}

static struct fault_page *page_map(void)
{
	const char *path = getenv("CAIRN_FAULT");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *p = fd < 0 ? MAP_FAILED
			 : mmap(NULL, sizeof(struct fault_page), PROT_READ | PROT_WRITE, MAP_SHARED,
				fd, 0);

	if (p == MAP_FAILED)
		give_up("CAIRN_FAULT");
	close(fd);
	return p;
}

static void send_listener(int line, int listener)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} u = { 0 };
	char c = 'l';
	struct iovec one = { &c, 1 };
	struct msghdr m = {
		.msg_iov = &one, .msg_iovlen = 1, .msg_control = &u, .msg_controllen = sizeof(u)
	};
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	*h = (struct cmsghdr){ .cmsg_level = SOL_SOCKET,
			       .cmsg_type = SCM_RIGHTS,
			       .cmsg_len = CMSG_LEN(sizeof(int)) };
	memcpy(CMSG_DATA(h), &listener, sizeof(listener));
	if (sendmsg(line, &m, 0) != 1)
		give_up("sendmsg");
}

static int take_listener(int line)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} u = { 0 };
	char c;
	struct iovec one = { &c, 1 };
	struct msghdr m = {
		.msg_iov = &one, .msg_iovlen = 1, .msg_control = &u, .msg_controllen = sizeof(u)
	};
	int listener;

	if (recvmsg(line, &m, 0) != 1 || !CMSG_FIRSTHDR(&m))
		_exit(0); /* no filter: what it is told is all there is to say */
	memcpy(&listener, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(listener));
	return listener;
}

/* A grandchild: nobody's to wait for, and nothing of the terminal is left in its hands. */
static void start_answering(struct fault_page *p, int line)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		give_up("fork");
	if (pid == 0) {
		if (fork())
			_exit(0);
		setsid();
		signal(SIGHUP, SIG_IGN);
		for (int fd = 0; fd < 256; fd++)
			if (fd != line)
				close(fd);
		answer(p, take_listener(line));
	}
	waitpid(pid, &status, 0);
}

static int filter(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);

	for (size_t i = 0; f && i < CALLS; i++)
		if (calls[i].nr >= 0 && seccomp_rule_add(f, SCMP_ACT_NOTIFY, calls[i].nr, 0))
			return -1;
	if (!f || seccomp_load(f))
		return -1;
	return seccomp_notify_fd(f);
}

int main(int argc, char **argv)
{
	const char *program = getenv("CAIRN_FAULTED");
	struct fault_page *p = page_map();
	int line[2], listener;

	(void)argc;
	if (!program || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, line))
		give_up("CAIRN_FAULTED");
	start_answering(p, line[1]);
	close(line[1]);
	listener = filter();
	if (listener < 0)
		give_up("seccomp");
	send_listener(line[0], listener);
	close(listener);
	close(line[0]);
	argv[0] = (char *)program;
	execv(program, argv);
	give_up(program);
}
