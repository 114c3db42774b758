package io.lifecycle4j.schema.spi;

import io.lifecycle4j.schema.Schema;

/**
 * Writes and reads schemas. Found by {@link java.util.ServiceLoader}; {@code lifecycle-core} has
 * the one there is. Thread-safe.
 */
public interface SchemaWriter {
  /**
   * Writes a schema as JSON; see {@link Schema#json()}.
   *
   * @param schema the schema
   * @return the JSON
   */
  String json(Schema schema);

  /**
   * Reads a schema; see {@link Schema#read}.
   *
   * @param json the JSON
   * @return the schema
   */
  Schema read(String json);

  /**
   * Writes a schema as Java code; see {@link Schema#java()}.
   *
   * @param schema the schema
   * @return an expression
   */
  String java(Schema schema);
}
