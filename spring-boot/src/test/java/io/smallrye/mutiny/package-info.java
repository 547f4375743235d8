@NullMarked
package io.smallrye.mutiny;

import org.jspecify.annotations.NullMarked;
