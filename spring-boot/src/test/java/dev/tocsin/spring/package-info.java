@NullMarked
package dev.tocsin.spring;

import org.jspecify.annotations.NullMarked;
