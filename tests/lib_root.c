/* SPDX-License-Identifier: ISC */
#include "lib_root.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib_dir.h"
#include "lib_run.h"

static int log_fd = -1;

static char *at(const char *root, const char *path)
{
	static char text[8][512];
	static size_t turn;
	char *out = text[turn++ % 8];

	snprintf(out, sizeof(text[0]), "%s%s", root, path);
	return out;
}

static bool lay_over(const char *tmp, const char *root)
{
	char options[1200];

	snprintf(options, sizeof(options), "lowerdir=/,upperdir=%s,workdir=%s", at(tmp, "/u"),
		 at(tmp, "/w"));
	return !mount("tmpfs", tmp, "tmpfs", 0, "mode=755") && !mkdir(at(tmp, "/u"), 0755) &&
	       !mkdir(at(tmp, "/w"), 0755) && !mkdir(root, 0755) &&
	       !mount("overlay", root, "overlay", 0, options);
}

static bool own_devices(const char *root)
{
	static const char *const names[] = { "null", "zero", "full", "random", "urandom", "tty" };
	bool good = !mount("tmpfs", at(root, "/dev"), "tmpfs", 0, "mode=755");

	for (size_t i = 0; good && i < sizeof(names) / sizeof(names[0]); i++) {
		char from[32], to[600];

		snprintf(from, sizeof(from), "/dev/%s", names[i]);
		snprintf(to, sizeof(to), "%s%s", root, from);
		close(open(to, O_CREAT | O_WRONLY, 0666));
		good = !mount(from, to, NULL, MS_BIND, NULL);
	}
	return good && !mkdir(at(root, "/dev/pts"), 0755) &&
	       !mount("devpts", at(root, "/dev/pts"), "devpts", 0,
		      "newinstance,ptmxmode=0666,mode=620") &&
	       !symlink("pts/ptmx", at(root, "/dev/ptmx")) &&
	       !symlink("/proc/self/fd", at(root, "/dev/fd"));
}

static bool loopback_up(void)
{
	struct ifreq r = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool up = fd >= 0 && !ioctl(fd, SIOCGIFFLAGS, &r);

	r.ifr_flags |= IFF_UP;
	up = up && !ioctl(fd, SIOCSIFFLAGS, &r);
	close(fd);
	return up;
}

static void copy_program(const char *to)
{
	size_t len;
	char *program = file_text(run_program(), &len);

	cr_assert(program != NULL);
	unlink(to);
	file_put(to, program, len);
	free(program);
	cr_assert(chmod(to, 0755) == 0);
}

static void listen_to_log(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };

	/* nobody reads while the program runs: all lines must fit */
	root_sh("echo 1000 >/proc/sys/net/unix/max_dgram_qlen");
	log_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	cr_assert(log_fd >= 0 && !bind(log_fd, (struct sockaddr *)&a, sizeof(a)));
	chmod("/dev/log", 0666);
}

void root_enter(void)
{
	static const char *const away[] = { "CAIRN_SITE",      "CAIRN_DATA",     "CAIRN_NOW",
					    "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
					    "XDG_STATE_HOME" };
	char *tmp = dir_make(), *root = dir_path(tmp, "r");

	if (geteuid() != 0 || unshare(CLONE_NEWNS | CLONE_NEWNET) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || !lay_over(tmp, root))
		cr_skip_test("no root folder of one's own can be made here");
	copy_program(at(root, "/usr/bin/cairn"));
	cr_assert(own_devices(root) && loopback_up());
	cr_assert(!mount("/proc", at(root, "/proc"), NULL, MS_BIND | MS_REC, NULL));
	cr_assert(!mount("tmpfs", at(root, "/tmp"), "tmpfs", 0, "mode=1777"));
	cr_assert(!mount("tmpfs", at(root, "/run"), "tmpfs", 0, "mode=755"));
	cr_assert(!chroot(root) && !chdir("/"));
	free(root);
	free(tmp);
	for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++)
		unsetenv(away[i]);
	setenv("CAIRN", "/usr/bin/cairn", 1);
	setenv("TMPDIR", "/tmp", 1);
	setenv("HOME", "/root", 1);
	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	root_sh("rm -rf /etc/cairn /srv/cairn /var/lib/cairn; mkdir -p /etc/cairn");
	listen_to_log();
}

int root_sh(const char *line)
{
	pid_t pid = fork();

	if (pid == 0) {
		dup2(2, 1);
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	return run_wait(pid);
}

char *root_says(const char *line, int *status)
{
	char *whole;
	size_t size = 1 << 20, len = 0;
	int pipes[2], code;
	ssize_t n;
	pid_t pid;

	cr_assert(pipe2(pipes, O_CLOEXEC) == 0);
	pid = fork();
	if (pid == 0) {
		dup2(pipes[1], 1);
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	close(pipes[1]);
	whole = calloc(1, size + 1);
	cr_assert(whole != NULL);
	while (len < size && (n = read(pipes[0], whole + len, size - len)) > 0)
		len += (size_t)n;
	close(pipes[0]);
	code = run_wait(pid);
	if (status)
		*status = code;
	return whole;
}

void root_account(const char *name, unsigned uid)
{
	char line[600];

	snprintf(line, sizeof(line),
		 "echo '%s:x:%u:%u::/var/lib/%s:/bin/sh' >>/etc/passwd && "
		 "echo '%s:x:%u:' >>/etc/group && echo '%s:*:19000:0:99999:7:::' >>/etc/shadow && "
		 "mkdir -p /var/lib/%s && chown %u:%u /var/lib/%s && chmod 700 /var/lib/%s",
		 name, uid, uid, name, name, uid, name, name, uid, uid, name, name);
	cr_assert(root_sh(line) == 0);
}

char *root_log(void)
{
	char *all = calloc(1, 1 << 16);
	size_t len = 0;
	ssize_t n;

	cr_assert(all != NULL);
	while (len < (1 << 16) - 2 &&
	       (n = recv(log_fd, all + len, (1 << 16) - 2 - len, MSG_DONTWAIT)) > 0) {
		len += (size_t)n;
		all[len++] = '\n';
	}
	return all;
}
