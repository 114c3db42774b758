package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnRole;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Environment;
import io.lifecycle4j.schema.Schema;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaDocumentTest {
  private static final Schema SCHEMA =
      Schema.builder()
          .column("temp", DataType.FLOAT64)
          .column(Column.tensor("image", 1, 28, 28))
          .column(
              Column.builder("price \"$\"", DataType.INT64)
                  .nullable()
                  .unit("€")
                  .role(ColumnRole.LABEL)
                  .environments(Set.of(Environment.SERVING))
                  .asPrivate()
                  .description("line\nof \\u000a\ttext\u0000\u200b")
                  .build())
          .column(Column.builder("day", DataType.CATEGORICAL).categories(List.of("b", "a")).build())
          .column(Column.builder("rides", DataType.INT64).role(ColumnRole.LABEL).build())
          .build();

  @Test
  void writesJavaCode() {
    assertThat(SCHEMA.java())
        .isEqualTo(
            """
            Schema.builder()
                .column(Column.builder("temp", FLOAT64).build())
                .column(Column.builder("image", TENSOR).shape(List.of(1, 28, 28)).build())
                .column(Column.builder("price \\"$\\"", INT64).nullable().unit("€").role(LABEL)\
            .environments(Set.of(SERVING)).asPrivate()\
            .description("line\\012of \\\\u000a\\011text\\000\\u200b").build())
                .column(Column.builder("day", CATEGORICAL).categories(List.of("b", "a")).build())
                .column(Column.builder("rides", INT64).role(LABEL).build())
                .build()""");
  }

  @Test
  void writesCodeThatBuildsTheSchema(@TempDir Path directory)
      throws IOException, ReflectiveOperationException {
    Path source = directory.resolve("Reviewed.java");
    Files.writeString(
        source,
        """
        import static io.lifecycle4j.schema.ColumnRole.%1$s;
        import static io.lifecycle4j.schema.DataType.%1$s;
        import static io.lifecycle4j.schema.Environment.%1$s;
        import io.lifecycle4j.schema.%1$s;
        import java.util.%1$s;
        public class Reviewed { public static final Schema SCHEMA = %2$s; }
        """
            .formatted("*", SCHEMA.java()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String path =
        Path.of(Schema.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    int failures =
        compiler.run(
            null, null, null, "-proc:none", "-encoding", "UTF-8", "-cp", path, source.toString());

    assertThat(failures).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      assertThat(loader.loadClass("Reviewed").getField("SCHEMA").get(null)).isEqualTo(SCHEMA);
    }
  }

  @Test
  void readsTheJsonItWrites() {
    assertThat(Schema.read(SCHEMA.json())).isEqualTo(SCHEMA);
  }
}
