/**
 * A service whose jobs are added, removed and listed over HTTP. Start reading at {@link
 * dev.punctual.examples.webservice.Main}.
 */
package dev.punctual.examples.webservice;
