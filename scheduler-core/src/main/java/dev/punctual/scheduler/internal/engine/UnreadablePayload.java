package dev.punctual.scheduler.internal.engine;

/**
 * This node cannot run an execution as it is stored: it lacks the task or the codec, or cannot read
 * the payload. No code of the task was called.
 */
final class UnreadablePayload extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnreadablePayload(String message) {
    super(message);
  }

  UnreadablePayload(String message, Throwable cause) {
    super(message, cause);
  }
}
