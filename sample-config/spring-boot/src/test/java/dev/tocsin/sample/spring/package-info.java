@NullMarked
package dev.tocsin.sample.spring;

import org.jspecify.annotations.NullMarked;
