package dev.punctual.scheduler.store;

/** The store could not be reached or did not say what happened; the call may be repeated. */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says which operation failed. */
  public StoreException(String message) {
    super(message);
  }

  /** Says which operation failed, and why. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
