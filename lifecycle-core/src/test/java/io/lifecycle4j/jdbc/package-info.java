/**
 * A medium that keeps a whole home in a database, over JDBC: an example for who writes one.
 *
 * <p>Start at {@link io.lifecycle4j.jdbc.JdbcMedium}. It sees the api alone, and passes the
 * contracts of the media. Written for H2, whose locks of rows and errors it knows.
 */
@NullMarked
package io.lifecycle4j.jdbc;

import org.jspecify.annotations.NullMarked;
