/** A shop on Spring Boot whose audit log comes from one dependency; begin at {@code Shop}. */
@NullMarked
package dev.tocsin.sample.spring;

import org.jspecify.annotations.NullMarked;
