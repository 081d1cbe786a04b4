package dev.punctual.scheduler.codec;

/** A payload cannot be written or read; the message never contains the payload itself. */
public final class PayloadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says what could not be done, without quoting the payload. */
  public PayloadException(String message) {
    super(message);
  }

  /** Says what could not be done, without quoting the payload, and why. */
  public PayloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
