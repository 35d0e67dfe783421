/** How many files of an import were begun and are neither stored nor given up; the import tells, the rail shows. */
import { ref } from 'vue';

/** Files under way. */
export const unfinished = ref(0);
