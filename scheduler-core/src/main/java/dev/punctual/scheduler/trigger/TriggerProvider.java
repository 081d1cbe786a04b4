package dev.punctual.scheduler.trigger;

/**
 * Reads one kind of custom trigger from its text form. Found with {@code ServiceLoader}: public
 * no-argument constructor, no state.
 */
public interface TriggerProvider {

  /**
   * The word with which the text forms of this kind begin: lower-case letters, digits and hyphens.
   * Two providers of one kind, or one of a built-in kind, are refused by name.
   */
  String kind();

  /**
   * The trigger whose text form is {@code kind() + " " + body}.
   *
   * @param body untrusted, at most 65,536 characters
   * @throws IllegalArgumentException if the body breaks the kind's grammar
   */
  Trigger parse(String body);
}
