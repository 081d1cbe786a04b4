/** Cron schedules: how fast the next fire is found and a schedule is parsed. */
package dev.punctual.benchmarks.cron;
