/* SPDX-License-Identifier: ISC */
/*
 * Many people at once over a real sshd: nothing is lost and nobody is refused.
 * CAIRN_SOAK: 200 of them for ten minutes ($LOAD_SECONDS), and what it costs.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/pack.h"
#include "core/store/store.h"
#include "lib_crowd.h"
#include "lib_dir.h"
#include "lib_kiosk.h"
#include "lib_root.h"

enum {
	PEOPLE = 12,
	PEOPLE_SOAK = 200,
	IN_FIRST = 130, /* in one partnership; the others are in a second one */
	SECONDS = 12,
	SECONDS_SOAK = 600,
	WORDS = 64,
};

static struct packs *packs;

static void begin(void)
{
	struct pack_faults refused = { .arena = arena_new() };

	figures_open();
	cr_assert(packs_open(&packs, NULL, 0, NULL, NULL, &refused, NULL) == RC_OK);
	kiosk_open();
}

static void end(void)
{
	kiosk_end_sshd();
}

TestSuite(load, .init = begin, .fini = end, .timeout = 3600);

/* Who sits where: each has an item of the checklists to themselves. */

struct member_words {
	char name[16], key[32], question[28], task[24];
	const char *argv[KIOSK_WORDS];
};

/* Text as the first columns of a line show it, where it may be broken behind them. */
static void start_of(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

static void seat_at(struct crowd_member *m, struct member_words *w, const struct schema *schema,
		    size_t stage, size_t task, int item)
{
	const struct stage *st = &schema->stages[stage];

	start_of(w->question, sizeof(w->question), st->question);
	start_of(w->task, sizeof(w->task), st->activities[task].title);
	*m = (struct crowd_member){ .argv = w->argv,
				    .question = w->question,
				    .task = w->task,
				    .item = item,
				    .stage_digit = (int)stage,
				    .task_digit = (int)task + 1 };
}

static size_t items_of(const struct schema *schema)
{
	size_t n = 0;

	for (size_t i = 0; i < schema->nchecklists; i++)
		n += schema->checklists[i].activity ? schema->checklists[i].nitems : 0;
	return n;
}

/* So many people at items of the tasks, in their order and spread over all of them. */
static void seat_through(struct crowd_member *members, struct member_words *words, size_t most)
{
	const struct schema *schema = packs_schema(packs);
	size_t every = most ? items_of(schema) / most : 1, at = 0, seen = 0;

	for (size_t i = 0; i < schema->nstages; i++)
		for (size_t k = 0; k < schema->stages[i].nactivities; k++) {
			const char *task = schema->stages[i].activities[k].id;
			int item = 0;

			for (size_t c = 0; c < schema->nchecklists; c++) {
				const struct checklist *l = &schema->checklists[c];

				if (!l->activity || strcmp(l->activity, task) != 0)
					continue;
				for (size_t n = 0; n < l->nitems; n++, item++)
					if (seen++ % every == 0 && at < most) {
						seat_at(&members[at], &words[at], schema, i, k,
							item);
						at++;
					}
			}
		}
	cr_assert(eq(sz, at, most), "there are too few items for so many");
}

static void add_person(const char *coordinator, struct member_words *w, size_t i)
{
	snprintf(w->name, sizeof(w->name), "m%03u", (unsigned)i % 1000);
	snprintf(w->key, sizeof(w->key), "/root/.ssh/%s", w->name);
	free(run_ok(&kiosk_service, "person", "add", w->name, w->name));
	free(run_ok(&kiosk_service, "--as", coordinator, "role", w->name, "coordinator"));
	kiosk_words(w->argv, w->key, "cairn@127.0.0.1");
}

static void give_key(const struct member_words *w)
{
	struct run service = kiosk_service;
	char file[48];

	snprintf(file, sizeof(file), "%s.pub", w->key);
	service.input = file;
	free(run_ok(&service, "key", "add", w->name));
}

/* For comparison: ssh to a program that sends back what is typed, and nothing else. */
static void add_echo(struct crowd_member *m, struct member_words *w)
{
	kiosk_words(w->argv, "/root/.ssh/eve", "eve@127.0.0.1");
	*m = (struct crowd_member){ .argv = w->argv, .echo = true };
}

static void open_echo(void)
{
	cr_assert(eq(int,
		     root_sh("{ printf 'command=\"stty raw -echo; exec cat\",restrict,pty '; "
			     "cat /root/.ssh/eve.pub; } >/etc/ssh/eve_keys; "
			     "chmod 644 /etc/ssh/eve_keys"),
		     0));
}

/* What it costs: processor time and memory of the programs of this root folder. */

enum who { CAIRN, SSH, DRIVER, KINDS };

struct cost {
	double cpu[KINDS]; /* s */
	double pss;        /* MB of each cairn */
	size_t cairns;
};

static bool of_this_root(const char *pid)
{
	char path[64];
	struct stat here, there;

	snprintf(path, sizeof(path), "/proc/%.16s/root/", pid);
	return !stat("/", &here) && !stat(path, &there) && here.st_ino == there.st_ino &&
	       here.st_dev == there.st_dev;
}

/* A file of /proc, which has no size; NULL: the process has ended */
static const char *proc_text(const char *pid, const char *name)
{
	static char text[8192];
	char path[64];
	size_t len = 0;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%.16s/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && len < sizeof(text) - 1 &&
	       (n = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	if (fd >= 0)
		close(fd);
	return len ? text : NULL;
}

static double cpu_of(const char *pid, enum who *who)
{
	const char *text = proc_text(pid, "stat"), *end = text ? strrchr(text, ')') : NULL;
	unsigned long user = 0, kernel = 0;

	*who = KINDS;
	if (end && sscanf(end, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
			  &kernel) == 2)
		*who = strstr(text, "(cairn)") ? CAIRN : strstr(text, "(ssh") ? SSH : DRIVER;
	return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static double pss_of(const char *pid)
{
	const char *text = proc_text(pid, "smaps_rollup"),
		   *at = text ? strstr(text, "\nPss:") : NULL;

	return at ? strtod(at + 5, NULL) / 1024 : 0;
}

static void look_at_cost(struct cost *c)
{
	DIR *d = opendir("/proc");
	struct dirent *e;

	*c = (struct cost){ 0 };
	cr_assert(d != NULL);
	while ((e = readdir(d))) {
		enum who who;
		double cpu;

		if (e->d_name[0] < '1' || e->d_name[0] > '9' || !of_this_root(e->d_name))
			continue;
		cpu = cpu_of(e->d_name, &who);
		if (who == KINDS)
			continue;
		c->cpu[who] += cpu;
		if (who == CAIRN) {
			c->pss += pss_of(e->d_name);
			c->cairns++;
		}
	}
	closedir(d);
	if (c->cairns)
		c->pss /= (double)c->cairns;
}

struct costs {
	struct cost before, after;
};

static void at_begin(void *arg)
{
	struct costs *c = arg;

	look_at_cost(&c->before);
}

static void at_end(void *arg)
{
	struct costs *c = arg;

	look_at_cost(&c->after);
}

/* Entries of the history of both partnerships, as the account that has the store. */
static uint64_t entries(void)
{
	uint64_t all = 0;
	int ends[2];
	pid_t pid;

	cr_assert(pipe(ends) == 0);
	pid = fork();
	if (pid == 0) {
		static const char *const pids[] = { "strathfinlay", "clyde-north" };
		struct store_opts o = { .engine = &engine_lmdb,
					.at = { .dir = "/var/lib/cairn/store" } };
		struct store *s;

		if (setgid(KIOSK_SERVICE) || setuid(KIOSK_SERVICE) || store_open(&s, &o, NULL))
			_exit(1);
		for (size_t i = 0; i < 2; i++)
			all += store_head(s, (struct place){ pids[i], NULL });
		_exit(write(ends[1], &all, sizeof(all)) != sizeof(all));
	}
	close(ends[1]);
	cr_assert(eq(int, (int)read(ends[0], &all, sizeof(all)), (int)sizeof(all)));
	close(ends[0]);
	cr_assert(eq(int, run_wait(pid), 0));
	return all;
}

static void tell(struct crowd *c, const struct costs *cost, size_t people)
{
	double moved = samples_at(&c->moves, 0.99), echoed = samples_at(&c->echoes, 0.99);
	double cpu[KINDS];

	for (int i = 0; i < KINDS; i++)
		cpu[i] = (cost->after.cpu[i] - cost->before.cpu[i]) / c->seconds * 100;
	figure("people at once over ssh", (double)people, 0);
	figure("  for seconds", c->seconds, 0);
	figure("  changes acknowledged", (double)c->ticked, 0);
	figure("  key to screen p50, ms", samples_at(&c->moves, 0.5), 0);
	figure("  key to screen p99, ms", moved, 50);
	figure("  ssh with a bare echo p50, ms", samples_at(&c->echoes, 0.5), 0);
	figure("  ssh with a bare echo p99, ms", echoed, 0);
	figure("  change p50, ms", samples_at(&c->ticks, 0.5), 0);
	figure("  change p99, ms", samples_at(&c->ticks, 0.99), 150);
	figure("  processor of cairn, % of one", cpu[CAIRN], 0);
	figure("  processor of ssh and sshd, % of one", cpu[SSH], 0);
	figure("  processor of this test, % of one", cpu[DRIVER], 0);
	figure("  memory of each cairn, MB", cost->after.pss, 1.5);
}

static size_t number(const char *name, size_t usual)
{
	const char *text = getenv(name);

	return text ? (size_t)strtoul(text, NULL, 10) : usual;
}

Test(load, many_people_over_ssh_lose_nothing)
{
	size_t people = number("LOAD_PEOPLE", soak() ? PEOPLE_SOAK : PEOPLE);
	size_t seconds = number("LOAD_SECONDS", soak() ? SECONDS_SOAK : SECONDS);
	size_t first = people < IN_FIRST ? people : IN_FIRST, echoes = people / 10 + 1;
	struct member_words *words = calloc(people + echoes, sizeof(*words));
	struct crowd_member *members = calloc(people + echoes, sizeof(*members));
	const char **names = calloc(people + 2, sizeof(*names));
	struct costs cost;
	struct crowd crowd;
	uint64_t before;

	seat_through(members, words, first);
	seat_through(members + first, words + first, people - first);
	if (people > first) {
		free(run_ok(&kiosk_service, "person", "add", "kim", "Kim"));
		free(run_ok(&kiosk_service, "--as", "kim", "init", "--name", "Clyde North",
			    "--area", "Inverclyde", "--years", "2026-2029"));
	}
	for (size_t i = 0; i < people; i++) {
		add_person(i < first ? "jo" : "kim", &words[i], i);
		names[i] = words[i].name;
	}
	names[people] = "eve";
	kiosk_sshd(names, people + 1);
	for (size_t i = 0; i < people; i++)
		give_key(&words[i]);
	open_echo();
	for (size_t i = 0; i < echoes; i++)
		add_echo(&members[people + i], &words[people + i]);
	before = entries();
	crowd_run(&crowd, members, people + echoes, (double)seconds, at_begin, at_end, &cost);
	tell(&crowd, &cost, people);
	cr_expect(eq(sz, crowd.lost, 0), "%s", crowd.trouble);
	cr_expect(eq(sz, crowd.refused, 0));
	cr_expect(gt(sz, crowd.ticked, 0));
	cr_expect(eq(long, (long)(entries() - before), (long)crowd.ticked),
		  "what was acknowledged is in the history, and nothing else");
	free(run_ok(&kiosk_service, "verify"));
	crowd_clear(&crowd);
	free(members);
	free(words);
	free(names);
}
