/** The codec that keeps payloads as JSON, by Jackson 3. */
@NullMarked
package dev.punctual.scheduler.codec.jackson;

import org.jspecify.annotations.NullMarked;
