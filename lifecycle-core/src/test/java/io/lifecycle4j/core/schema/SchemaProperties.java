package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.schema.Compatibility;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.SchemaDiff;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

@Tag(Volume.TAG)
class SchemaProperties {
  @Provide
  Arbitrary<Schema> schemas() {
    return Schemas.any();
  }

  private static Compatibility verdict(Schema older, Schema newer) {
    return SchemaDiff.between(older, newer).compatibility();
  }

  @Property(tries = 1000)
  void isTheSameAfterItWasWrittenAndRead(@ForAll("schemas") Schema schema) {
    byte[] json = SchemaForms.JSON.write(schema);
    Schema read = SchemaForms.JSON.read(json, Schema.class, "schema");

    assertThat(read).isEqualTo(schema).hasSameHashCodeAs(schema);
    assertThat(SchemaForms.JSON.write(read)).isEqualTo(json);
  }

  @Property(tries = 1000)
  void differsFromNoEqualSchema(@ForAll("schemas") Schema schema) {
    assertThat(SchemaDiff.between(schema, new Schema(schema.columns())).differences()).isEmpty();
  }

  @Property(tries = 1000)
  void isIdenticalOnlyToEqualSchemas(@ForAll("schemas") Schema a, @ForAll("schemas") Schema b) {
    assertThat(verdict(a, b) == Compatibility.IDENTICAL).isEqualTo(a.equals(b));
  }

  @Property(tries = 1000)
  void isBackwardWhereTheOppositeIsForward(
      @ForAll("schemas") Schema a, @ForAll("schemas") Schema b) {
    assertThat(verdict(a, b).isBackward()).isEqualTo(verdict(b, a).isForward());
    assertThat(verdict(a, b) == Compatibility.IDENTICAL)
        .isEqualTo(verdict(b, a) == Compatibility.IDENTICAL);
  }
}
