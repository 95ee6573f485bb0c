/* SPDX-License-Identifier: ISC */
#include "sitelog.h"

#include <syslog.h>
#include <unistd.h>

void sitelog_open(void)
{
	openlog("cairn", LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
}

void sitelog(enum sitelog_event what)
{
	static const struct {
		const char *text;
		int refusal;
	} lines[] = {
#define SITELOG_LINE(id, refusal, text) [id] = { text, refusal },
		SITELOG_LIST(SITELOG_LINE)
#undef SITELOG_LINE
	};

	syslog(lines[what].refusal ? LOG_NOTICE : LOG_INFO, "%s (account %u)", lines[what].text,
	       (unsigned)getuid());
}
