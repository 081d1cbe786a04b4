/**
 * One scheduler, configured in three styles: by objects, by flat properties, and by {@code
 * configure} after it was made. Redis and the pool of processes are stand-ins.
 */
package dev.punctual.examples.configuration;
