#!/usr/bin/env kataan
console.log('found its way');
