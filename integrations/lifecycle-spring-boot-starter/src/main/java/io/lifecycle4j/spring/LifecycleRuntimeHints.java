package io.lifecycle4j.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.ClassMetadata;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.util.ClassUtils;

/**
 * What a native image must know of the library: its records, which are read from JSON, and its
 * resources. The records of the application are for the application to register.
 */
final class LifecycleRuntimeHints implements RuntimeHintsRegistrar {
  private static final String CLASSES = "classpath*:io/lifecycle4j/core/**/*.class";

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
    hints.resources().registerPattern("io/lifecycle4j/core/storage/library.properties");
    BindingReflectionHintsRegistrar records = new BindingReflectionHintsRegistrar();
    PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver(loader);
    MetadataReaderFactory classes = new SimpleMetadataReaderFactory(loader);
    try {
      for (Resource resource : resources.getResources(CLASSES)) {
        ClassMetadata type = classes.getMetadataReader(resource).getClassMetadata();
        if (Record.class.getName().equals(type.getSuperClassName())) {
          records.registerReflectionHints(
              hints.reflection(), ClassUtils.resolveClassName(type.getClassName(), loader));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
