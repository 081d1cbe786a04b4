/**
 * Shows when a trigger fires. {@link dev.punctual.examples.triggerpreview.Main} reads a schedule
 * from the command line, or triggers as JSON lines from standard input.
 */
package dev.punctual.examples.triggerpreview;
