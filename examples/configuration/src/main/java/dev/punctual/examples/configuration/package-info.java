/**
 * One scheduler, configured in three styles: by objects, by flat properties, and by {@code
 * configure} after it was made. It needs a Redis server at 127.0.0.1:6379; the pool of processes is
 * a stand-in.
 */
package dev.punctual.examples.configuration;
